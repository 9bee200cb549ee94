/** `Did you mean "givenName"? ` when a known name differs by case or a few letters. */
export function nearest(name: string, known: readonly string[]): string {
  const wanted = name.toLowerCase()
  const hit =
    known.find((k) => k.toLowerCase() === wanted) ??
    known.find((k) => k.toLowerCase().startsWith(wanted.slice(0, 4)) && Math.abs(k.length - name.length) <= 3)
  return hit === undefined ? '' : `Did you mean "${hit}"? `
}
