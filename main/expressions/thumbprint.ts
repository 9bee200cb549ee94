import { createHash } from 'node:crypto'

/** SHA-1 in hexadecimal, as Windows names certificates. */
export function thumbprint(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex').toUpperCase()
}
