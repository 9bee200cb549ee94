/** Rules as text: where one begins and ends in its file, and edits that leave every other character as it is. */

/** Keys of a rule that say what the others may be. */
export interface RuleHead {
  direction: string
  system: string
  from: string
  to: string
  dialect: string
}

/** Lines of one rule in its file, from 1; the column at which its keys stand. */
export interface RuleSpan {
  first: number
  last: number
  indent: number
}

/** Every rule of a file, as far as its lines tell: one document, or a list of them. */
export function ruleSpans(text: string): RuleSpan[] {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, i) => (/^- +[\w]/.test(line) ? [i + 1] : []))
  if (starts.length === 0) return [{ first: 1, last: lines.length, indent: 0 }]
  return starts.map((first, i) => ({
    first,
    last: (starts[i + 1] ?? lines.length + 1) - 1,
    indent: (/^- +/.exec(lines[first - 1] as string) as RegExpExecArray)[0].length,
  }))
}

export function spanAt(text: string, line: number): RuleSpan {
  const spans = ruleSpans(text)
  return spans.findLast(({ first }) => first <= line) ?? (spans[0] as RuleSpan)
}

/** What the keys of a rule's head say; empty where they are missing. */
export function ruleHead(text: string, line: number): RuleHead {
  const { first, last, indent } = spanAt(text, line)
  const head: RuleHead = { direction: '', system: '', from: '', to: '', dialect: 'entra' }
  for (const one of text.split('\n').slice(first - 1, last)) {
    const [, space, key, value] =
      /^([ -]*)(direction|system|from|to|dialect):\s*(.*?)\s*(?:\s#.*)?$/.exec(one) ?? []
    if (space?.length === indent && key !== undefined) head[key as keyof RuleHead] = unquoted(value ?? '')
  }
  return head
}

const unquoted = (value: string): string => value.replace(/^(["'])(.*)\1$/, '$2')

/** Where the number of a rule's precedence stands; undefined where it has none. */
export function precedenceRange(
  text: string,
  line: number,
): { from: number; to: number; value: number } | undefined {
  const { first, last, indent } = spanAt(text, line)
  let at = 0
  for (const [i, one] of text.split('\n').entries()) {
    const found = i + 1 < first || i + 1 > last ? null : /^([ -]*)precedence:\s*(\d+)/.exec(one)
    if (found?.[1]?.length === indent) {
      const digits = found[2] as string
      const to = at + found[0].length
      return { from: to - digits.length, to, value: Number(digits) }
    }
    at += one.length + 1
  }
  return undefined
}

/**
 * The precedence that brings a rule before the one above it, or behind the one below it.
 * @param order precedences of its direction, in order
 * @param at its place among them
 */
export function movedPrecedence(order: readonly number[], at: number, by: -1 | 1): number | undefined {
  const near = order[at + by]
  if (near === undefined) return undefined
  let wanted = near + by
  // Of two rules with one number their names would decide, which nobody means.
  while (order.includes(wanted)) wanted += by
  return wanted < 1 ? undefined : wanted
}

/** The file without one of its rules. Comments right above a rule are about it, and go with it; null where nothing is left. */
export function withoutRule(text: string, line: number): string | null {
  const spans = ruleSpans(text)
  const span = spanAt(text, line)
  if (spans.length < 2) return null
  const lines = text.split('\n')
  const comment = (i: number): boolean => /^\s*#/.test(lines[i - 1] ?? '')
  const isFirst = span.first === spans[0]?.first
  let from = span.first
  // What stands at the head of the file may be about all of it.
  while (!isFirst && comment(from - 1)) from--
  let to = span.last
  while (to > span.first && comment(to)) to--
  return [...lines.slice(0, from - 1), ...lines.slice(to)].join('\n')
}

/** A rule to begin with: everything that must be there, and what most rules have. */
export function newRule(input: {
  direction: 'inbound' | 'outbound'
  system: string
  title: string
  csType: string
  mvType: string
  precedence: number
  csAttribute: string
  mvAttribute: string
}): string {
  const { direction, system, title, csType, mvType, precedence, csAttribute, mvAttribute } = input
  const inbound = direction === 'inbound'
  return `name: ${inbound ? 'In from' : 'Out to'} ${title} – New rule
direction: ${direction}
system: ${system}
from: ${inbound ? csType : mvType}
to: ${inbound ? mvType : csType}
precedence: ${precedence}
# Not in use before this line is gone.
disabled: true
# Whom it is about: the lines of a group must all hold, and one group is enough.
scope: []
# It links nothing by itself: it carries values of what other rules have linked.
link: none
flows:
  - { to: ${inbound ? mvAttribute : csAttribute}, from: ${inbound ? csAttribute : mvAttribute} }
`
}

/** A name for a new file that no other has. */
export function newFileName(
  system: string,
  direction: 'inbound' | 'outbound',
  taken: readonly string[],
): string {
  const base = `rules/${direction === 'inbound' ? 'in' : 'out'}-${system.replace(/[^\p{L}\p{N}_-]+/gu, '-')}`
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${base}-new.yaml` : `${base}-new-${n}.yaml`
    if (!taken.includes(name)) return name
  }
}
