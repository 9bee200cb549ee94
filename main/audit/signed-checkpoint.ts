import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { JoineryError } from '../host/joinery-error.ts'

/** What a checkpoint says of the chain: this entry had this hash at this time. Everything before it follows from the hash. */
export interface CheckpointFacts {
  /** The last entry there was. */
  readonly entry: number
  /** Its hash, hexadecimal. */
  readonly hash: string
  /** Entries the database held then: fewer than `entry` once older ones have gone into an archive. */
  readonly entries: number
  readonly time: string
  readonly workspace: { readonly name: string; readonly id: string }
  readonly author: string
}

const text = z.string().min(1).max(1000)
const checkpointSchema = z
  .object({
    format: z.literal('joinery-audit-checkpoint-1'),
    entry: z.number().int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    entries: z.number().int().positive(),
    time: text,
    workspace: z.object({ name: text, id: text }).strict(),
    author: text,
    /** Ed25519, as SPKI in base64. */
    publicKey: text,
    signature: text,
  })
  .strict()
export type Checkpoint = z.infer<typeof checkpointSchema>

/** What the signature covers: every field but itself, in this order, as JSON. */
const signed = (c: Omit<Checkpoint, 'signature'>): Buffer =>
  Buffer.from(
    JSON.stringify([
      c.format,
      c.entry,
      c.hash,
      c.entries,
      c.time,
      c.workspace.name,
      c.workspace.id,
      c.author,
      c.publicKey,
    ]),
  )

/** @param privateKey Ed25519, as PKCS #8 in base64 */
export function signCheckpoint(facts: CheckpointFacts, privateKey: string): Checkpoint {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
  const unsigned = { format: 'joinery-audit-checkpoint-1' as const, ...facts, publicKey }
  return { ...unsigned, signature: sign(null, signed(unsigned), key).toString('base64') }
}

export function isSignedByItsKey(checkpoint: Checkpoint): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(checkpoint.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    })
    // A key of another kind would be verified by rules that nobody meant.
    if (key.asymmetricKeyType !== 'ed25519') return false
    return verify(null, signed(checkpoint), key, Buffer.from(checkpoint.signature, 'base64'))
  } catch {
    return false
  }
}

/** How persons compare keys: `SHA256:` and the hash of the public key, as ssh prints it. */
export const fingerprint = (publicKey: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64').replace(/=+$/, '')}`

export const checkpointText = (checkpoint: Checkpoint): string => `${JSON.stringify(checkpoint, null, 2)}\n`

/**
 * Reads a checkpoint as it was written.
 * @param where the file, for the error
 * @throws JoineryError `no-checkpoint`
 */
export function parseCheckpoint(content: string, where: string): Checkpoint {
  try {
    return checkpointSchema.parse(JSON.parse(content))
  } catch (cause) {
    throw new JoineryError('no-checkpoint', `${where} is no checkpoint of an audit`, {
      advice: 'Name a file that `joinery audit checkpoint` has written, unchanged',
      where,
      exitCode: 2,
      cause,
    })
  }
}
