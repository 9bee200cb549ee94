import { afterEach } from 'vitest'
import { connectLdap, type LdapSession } from '../../../connectors/kit/ldap/connect.ts'
import type { LdapOptions } from '../../../connectors/kit/ldap/options.ts'
import { makeCertificate, type TestCertificate } from '../../fakes/ldap/certificate.ts'
import { type MockLdap, type MockOptions, startMockLdap } from '../../fakes/ldap/server.ts'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

/** A mock server that is stopped after the test. */
export async function mockLdap(options: MockOptions = {}): Promise<MockLdap> {
  const server = await startMockLdap(options)
  open.push(server)
  return server
}

/** A session without encryption that is closed after the test. */
export async function plainSession(
  server: MockLdap,
  options: Partial<LdapOptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<LdapSession> {
  const session = await connectLdap({ ...plain(server), ...options }, signal, {
    random: () => 0,
  })
  open.push(session)
  return session
}

export const plain = (server: MockLdap): LdapOptions => ({
  hosts: [`${server.host}:${server.port}`],
  security: 'plain',
  allowPlain: true,
  timeout: 5000,
})

export const person = (n: number, more: Readonly<Record<string, readonly string[]>> = {}) => ({
  dn: `uid=user${n},ou=people,dc=example,dc=com`,
  attributes: { objectClass: ['top', 'person'], uid: [`user${n}`], cn: [`User ${n}`], ...more },
})

let made: TestCertificate | undefined

/** Made once for a test file: openssl takes its time. Ask `requires('openssl')` first. */
export function certificate(): TestCertificate {
  made ??= makeCertificate()
  return made
}
