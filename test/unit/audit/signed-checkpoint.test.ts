import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  checkpointText,
  fingerprint,
  isSignedByItsKey,
  parseCheckpoint,
  signCheckpoint,
} from '../../../main/audit/signed-checkpoint.ts'
import { signingKey } from '../../../main/audit/signing-key.ts'
import type { SecretStore } from '../../../main/secrets/port.ts'

const facts = {
  entry: 1204,
  hash: 'ab'.repeat(32),
  entries: 1204,
  time: '2026-03-10T08:00:00.000Z',
  workspace: { name: 'Contoso', id: 'w-1' },
  author: 'anna',
}

function memorySecrets(held: Record<string, string> = {}): SecretStore & { held: Record<string, string> } {
  return {
    held,
    get: async (system, field) => held[`${system}/${field}`],
    set: async (system, field, value) => {
      held[`${system}/${field}`] = value
    },
    delete: async () => undefined,
    describe: () => ({ kind: 'file', encrypted: false }),
  }
}

describe('a checkpoint', () => {
  test('comes back from its file, signed', async () => {
    const key = await signingKey(memorySecrets())
    const checkpoint = signCheckpoint(facts, key.privateKey)
    const read = parseCheckpoint(checkpointText(checkpoint), 'c.json')
    expect(read).toEqual(checkpoint)
    expect(read).toMatchObject(facts)
    expect(isSignedByItsKey(read)).toBe(true)
    expect(fingerprint(read.publicKey)).toBe(key.fingerprint)
    expect(key.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
    expect(checkpointText(checkpoint)).not.toContain(key.privateKey)
  })

  test('that was changed in any field is not signed any more', async () => {
    const other = signCheckpoint(facts, (await signingKey(memorySecrets())).privateKey)
    const checkpoint = signCheckpoint(facts, (await signingKey(memorySecrets())).privateKey)
    const changes = {
      entry: 1203,
      hash: 'cd'.repeat(32),
      entries: 1,
      time: '2026-03-11T08:00:00.000Z',
      workspace: { name: 'Contoso', id: 'w-2' },
      author: 'bob',
      publicKey: other.publicKey,
      signature: other.signature,
    }
    const fields = Object.keys(checkpoint).filter((name) => name !== 'format')
    expect(Object.keys(changes).sort()).toEqual(fields.sort())
    for (const [name, value] of Object.entries(changes))
      expect(isSignedByItsKey({ ...checkpoint, [name]: value }), name).toBe(false)
    expect(isSignedByItsKey({ ...checkpoint, workspace: { ...checkpoint.workspace, name: 'Acme' } })).toBe(
      false,
    )
  })

  test('of a key of another kind is not taken', async () => {
    const checkpoint = signCheckpoint(facts, (await signingKey(memorySecrets())).privateKey)
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
    expect(isSignedByItsKey({ ...checkpoint, publicKey: spki })).toBe(false)
    expect(isSignedByItsKey({ ...checkpoint, publicKey: 'nonsense' })).toBe(false)
  })

  test.each(['', '{}', 'null', '[1]', '{"format":"joinery-audit-checkpoint-2"}'])(
    '%j is none, and says so with its file',
    (content) => {
      expect(() => parseCheckpoint(content, 'c.json')).toThrow('c.json is no checkpoint of an audit')
    },
  )
})

describe('the key that signs', () => {
  test('is made once and kept', async () => {
    const secrets = memorySecrets()
    const first = await signingKey(secrets)
    const second = await signingKey(secrets)
    expect([first.fresh, second.fresh]).toEqual([true, false])
    expect(second.privateKey).toBe(first.privateKey)
    expect(Object.keys(secrets.held)).toEqual(['joinery.audit/signing-key'])
  })

  test('that cannot be read is refused, not replaced, and not quoted', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const ec = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
    for (const bad of ['hunter2', ec]) {
      const secrets = memorySecrets({ 'joinery.audit/signing-key': bad })
      const refused = await signingKey(secrets).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'signing-key-unusable' })
      expect(JSON.stringify([(refused as Error).message, refused])).not.toContain(bad)
      expect(secrets.held['joinery.audit/signing-key']).toBe(bad)
    }
  })
})
