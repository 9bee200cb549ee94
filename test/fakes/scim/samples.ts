import type { ConnectorContext } from '../../../connectors/spi/connector.ts'
import type { ScimSeed } from '../../../demo/scim-directory.ts'

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const token = 'tok-3f9a-not-for-logs'

/** An id with the shape of the services' own, from a small number. */
export function sampleId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

export function sampleUser(number: number, more: ScimSeed = {}): ScimSeed {
  return {
    id: sampleId(number),
    userName: `user${number}@contoso.test`,
    externalId: `E${number}`,
    name: { givenName: `Given${number}`, familyName: `Family${number}` },
    displayName: `User ${number}`,
    title: 'Engineer',
    active: true,
    emails: [{ value: `user${number}@contoso.test`, type: 'work', primary: true }],
    [enterprise]: { employeeNumber: `E${number}`, department: 'Sales' },
    ...more,
  }
}

export function sampleUsers(count: number): ScimSeed[] {
  return Array.from({ length: count }, (_, i) => sampleUser(i + 1))
}

export function sampleGroup(number: number, members: readonly number[]): ScimSeed {
  return {
    id: sampleId(900_000 + number),
    displayName: `Group ${number}`,
    ...(members.length > 0 ? { members: members.map((member) => ({ value: sampleId(member) })) } : {}),
  }
}

/** A context that knows the secrets and keeps what was logged. */
export function sampleContext(
  more: Partial<ConnectorContext> & { secrets?: Readonly<Record<string, string>> } = {},
): ConnectorContext & { readonly logged: unknown[] } {
  const logged: unknown[] = []
  const { secrets = { token }, ...rest } = more
  return {
    system: 'app',
    workspaceDir: '/nowhere',
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: (field) => secrets[field],
    log: (message, details) => void logged.push({ message, details }),
    ...rest,
    logged,
  }
}
