import { createHash } from 'node:crypto'

/** What an entry's hash covers beside the hash before it. */
export interface ChainedContent {
  readonly at: number
  readonly author: string
  readonly event: string
  /** JSON, as it is stored. */
  readonly details: string
}

export interface ChainedEntry extends ChainedContent {
  readonly id: number
  readonly hash: Buffer
}

/** Before the first entry. */
export const chainStart: Buffer = Buffer.alloc(32)

/** The hash of an entry: SHA-256 over the hash before it and the entry as JSON `[at, author, event, details]`. */
export const chainHash = (previous: Buffer, { at, author, event, details }: ChainedContent): Buffer =>
  createHash('sha256')
    .update(previous)
    .update(JSON.stringify([at, author, event, details]))
    .digest()
