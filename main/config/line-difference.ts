/** One line of a text that is edited. `number`: where it stands, from 1; of an old line in the old text. */
export interface DifferenceLine {
  readonly kind: 'same' | 'old' | 'new'
  readonly number: number
  readonly text: string
}

/** Unchanged lines around a change. */
const around = 2

/** The lines that differ, with their neighbours; empty when nothing does. */
export function lineDifference(before: string, after: string): DifferenceLine[] {
  const [old, next] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && head < next.length && old[head] === next[head]) head++
  let tail = 0
  while (
    tail < old.length - head &&
    tail < next.length - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  )
    tail++
  if (head === old.length && head === next.length) return []
  const lines: DifferenceLine[] = [
    ...old.slice(0, head).map((text, at) => ({ kind: 'same' as const, number: at + 1, text })),
    ...middle(old.slice(head, old.length - tail), next.slice(head, next.length - tail), head + 1),
    ...next.slice(next.length - tail).map((text, at) => ({
      kind: 'same' as const,
      number: next.length - tail + at + 1,
      text,
    })),
  ]
  return lines.filter((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  )
}

/** The longest common lines stay, the others are old or new. */
function middle(old: readonly string[], next: readonly string[], first: number): DifferenceLine[] {
  // common[i][j]: of old from i on and next from j on.
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(next.length + 1).fill(0))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = next.length - 1; j >= 0; j--)
      (common[i] as number[])[j] =
        old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: DifferenceLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < next.length) {
    if (i < old.length && j < next.length && old[i] === next[j]) {
      lines.push({ kind: 'same', number: first + j, text: next[j] as string })
      i++
      j++
    } else if (i < old.length && (j >= next.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'old', number: first + i, text: old[i] as string })
      i++
    } else {
      lines.push({ kind: 'new', number: first + j, text: next[j] as string })
      j++
    }
  }
  return lines
}
