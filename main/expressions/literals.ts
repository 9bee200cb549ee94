import type { Dialect } from './ast.ts'

/**
 * The text of a string literal, which comes with its quotes. In both dialects `""` is a quote and `\\` a backslash: Entra Connect itself
 * writes `"\\0ACNF:"` for the mark `\0ACNF:` in a DN. In `entra` `\"` is a quote, too.
 */
export function stringValue(written: string, dialect: Dialect): string {
  const inner = written.slice(1, -1)
  return dialect === 'entra'
    ? inner.replace(/""|\\(["\\])/g, (_, escaped) => escaped ?? '"')
    : inner.replace(/""|\\\\/g, (doubled) => doubled.charAt(0))
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
