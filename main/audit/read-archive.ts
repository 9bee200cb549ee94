import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import type { ArchiveState } from '../../preload/contract/audit.ts'
import type { Pruned } from '../store/port.ts'
import { chainHash } from './chain.ts'

const lineSchema = z.object({
  id: z.number().int(),
  at: z.number(),
  author: z.string(),
  event: z.string(),
  details: z.string(),
  hash: z.string(),
})

export interface ReadArchive {
  readonly sha256: string
  readonly first: number
  readonly through: number
  /** The hash its last entry has by what all of them say, hexadecimal. */
  readonly hash: string
  /** The first entry that does not follow from the one before it, or the line that is none. */
  readonly broken: string | undefined
  /** The `audit-pruned` entries it holds: they tell of archives before it. */
  readonly pruned: readonly Pruned[]
  /** Hashes of the entries that were asked for. */
  readonly hashes: ReadonlyMap<number, string>
}

/**
 * Reads an archive line by line and computes its chain.
 * @param before the hash its first entry follows from, hexadecimal
 */
export async function readArchive(
  path: string,
  before: (first: number) => string,
  wanted: ReadonlySet<number>,
): Promise<ReadArchive> {
  const digest = createHash('sha256')
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk)
      done(null, chunk)
    },
  })
  const file = createReadStream(path)
  const text = createGunzip()
  file.on('error', (error) => text.destroy(error))
  counted.on('error', (error) => text.destroy(error))
  file.pipe(counted).pipe(text)
  let first = 0
  let last = 0
  let hash = ''
  let broken: string | undefined
  const pruned: Pruned[] = []
  const hashes = new Map<number, string>()
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      const entry = lineSchema.parse(JSON.parse(line))
      if (first === 0) {
        first = entry.id
        last = entry.id - 1
        hash = before(first)
      }
      const computed = chainHash(Buffer.from(hash, 'hex'), entry).toString('hex')
      if (broken === undefined && (entry.id !== last + 1 || computed !== entry.hash))
        broken = `entry ${entry.id} does not follow from the one before it`
      hash = entry.hash
      last = entry.id
      if (wanted.has(entry.id)) hashes.set(entry.id, entry.hash)
      if (entry.event === 'audit-pruned') pruned.push(JSON.parse(entry.details) as Pruned)
    }
  } catch (error) {
    broken ??= `it cannot be read behind entry ${last}: ${(error as Error).message}`
    // What is left counts for the hash of the file.
    for await (const chunk of createReadStream(path, { start: file.bytesRead }))
      digest.update(chunk as Buffer)
  }
  return { sha256: digest.digest('hex'), first, through: last, hash, broken, pruned, hashes }
}

/** Whether an archive is what the audit says went into it. */
export function judgeArchive(file: string, read: ReadArchive, known: readonly Pruned[]): ArchiveState {
  const { first, through } = read
  const verdict = (word: ArchiveState['verdict'], text: string): ArchiveState => ({
    file,
    first,
    through,
    verdict: word,
    text,
  })
  if (read.broken !== undefined) return verdict('changed', read.broken)
  const told = known.find((part) => part.first === first && part.through === through)
  if (told === undefined)
    return verdict(
      'unknown',
      `the audit does not say that entries ${first} to ${through} went into an archive; name the later archives as well`,
    )
  if (told.hash !== read.hash) return verdict('changed', 'its last entry is not the one that was pruned')
  if (told.sha256 !== read.sha256)
    return verdict('changed', 'its entries are whole, and the file is not the one that was written')
  return verdict('whole', `entries ${first} to ${through} are as they were, and the chain goes on from them`)
}
