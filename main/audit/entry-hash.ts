import { createHash } from 'node:crypto'

/** The hash of an archived entry, as the store computes it: SHA-256 over the hash before it and `[at, author, event, details]`. */
export const entryHash = (
  before: string,
  entry: { readonly at: number; readonly author: string; readonly event: string; readonly details: string },
): string =>
  createHash('sha256')
    .update(Buffer.from(before, 'hex'))
    .update(JSON.stringify([entry.at, entry.author, entry.event, entry.details]))
    .digest('hex')
