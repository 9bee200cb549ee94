/** Numbers as ranges: `3, 1, 2, 7` is `[[1, 3], 7]`. */
export function idRanges(ids: Iterable<number>): (number | [first: number, last: number])[] {
  const ranges: (number | [number, number])[] = []
  for (const id of [...ids].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    const end = typeof last === 'number' ? last : last?.[1]
    if (last === undefined || end !== id - 1) ranges.push(id)
    else ranges[ranges.length - 1] = [typeof last === 'number' ? last : last[0], id]
  }
  return ranges
}
