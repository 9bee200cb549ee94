/**
 * Where a character of a text stands in the YAML it was written as: quoted, folded, or in a block. Line breaks and spaces may have become
 * others there; all else is found in the same order.
 * @param source of the scalar alone, with its quotes or the header of its block
 * @returns an offset into the source
 */
export function sourceOffset(source: string, content: string, offset: number): number {
  const block = /^[|>][^\n]*\n/.exec(source)
  let at = block?.[0].length ?? (/^["']/.test(source) ? 1 : 0)
  for (let i = 0; i < Math.min(offset, content.length); i++) at = afterNext(source, at, content[i] as string)
  // What is at fault begins behind the spaces that the YAML has there.
  if (!/\s/.test(content[offset] ?? '')) at += (/^\s*/.exec(source.slice(at)) as RegExpExecArray)[0].length
  return Math.min(at, Math.max(0, source.length - 1))
}

/** Behind the next such character; any space or break stands for any other. */
function afterNext(source: string, from: number, character: string): number {
  const found = /\s/.test(character) ? source.slice(from).search(/\s/) : source.slice(from).indexOf(character)
  return found < 0 ? from : from + found + 1
}
