import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { JoineryError } from '../host/joinery-error.ts'
import type { SecretStore } from '../secrets/port.ts'
import { fingerprint } from './signed-checkpoint.ts'

/** No system can be called so: names of systems have no dots. */
const place = ['joinery.audit', 'signing-key'] as const

export interface SigningKey {
  /** Ed25519, as PKCS #8 in base64. */
  readonly privateKey: string
  readonly fingerprint: string
  /** It was made just now: the first checkpoint of this user here. */
  readonly fresh: boolean
}

/**
 * The key of this user for checkpoints of this workspace; made when there is none.
 * @throws JoineryError `signing-key-unusable`, and what the store of secrets throws
 */
export async function signingKey(secrets: SecretStore): Promise<SigningKey> {
  const kept = await secrets.get(...place)
  if (kept !== undefined) return { ...described(kept), fresh: false }
  const { privateKey } = generateKeyPairSync('ed25519')
  const made = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  await secrets.set(...place, made)
  return { ...described(made), fresh: true }
}

function described(privateKey: string): { privateKey: string; fingerprint: string } {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('not Ed25519')
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
    return { privateKey, fingerprint: fingerprint(spki.toString('base64')) }
  } catch {
    // The reason would quote what was read, which is the secret.
    throw new JoineryError('signing-key-unusable', 'the key that signs checkpoints cannot be read as one', {
      advice:
        'It must be an Ed25519 key, PKCS #8 in base64. Remove JOINERY_SECRET_JOINERY_AUDIT_SIGNING_KEY, or what the keychain holds as signing-key of joinery.audit, and a new one is made',
      where: 'signing-key of joinery.audit',
    })
  }
}
