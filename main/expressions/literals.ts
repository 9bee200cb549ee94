import type { Dialect } from './ast.ts'

/** The text of a string literal, which comes with its quotes. `""` is a quote in both dialects, `\"` and `\\` are escapes in `entra`. */
export function stringValue(written: string, dialect: Dialect): string {
  const inner = written.slice(1, -1)
  return dialect === 'entra'
    ? inner.replace(/""|\\(["\\])/g, (_, escaped) => escaped ?? '"')
    : inner.replaceAll('""', '"')
}

/** The value of a number literal; digits as text when a double would lose some of them. */
export function numberValue(written: string): number | string {
  const hexadecimal = written.startsWith('&')
  const value = hexadecimal ? Number.parseInt(written.slice(2), 16) : Number(written)
  if (written.includes('.') || Number.isSafeInteger(value)) return value === 0 ? 0 : value
  return BigInt(hexadecimal ? `0x${written.slice(2)}` : written).toString()
}

/** A decimal that could not be written back without an exponent. */
export function isOutOfRange(written: string): boolean {
  return written.includes('.') && String(Number(written)).includes('e')
}
