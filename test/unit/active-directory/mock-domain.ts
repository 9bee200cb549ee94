import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import { activeDirectory } from '../../../connectors/active-directory/connector.ts'
import { guidBytes } from '../../../connectors/active-directory/guid.ts'
import type { Connection } from '../../../connectors/spi/connector.ts'
import type { Batch } from '../../../connectors/spi/entry.ts'
import { makeCertificate, type TestCertificate } from '../../fakes/ldap/certificate.ts'
import { shownAs } from '../../fakes/ldap/directory.ts'
import type { MockEntry } from '../../fakes/ldap/reply.ts'
import { type MockLdap, startMockLdap } from '../../fakes/ldap/server.ts'

export const domain = 'DC=corp,DC=example,DC=com'
const configuration = `CN=Configuration,${domain}`
let made: TestCertificate | undefined
/** One for all: each costs two runs of openssl. */
function testCertificate(): TestCertificate {
  made ??= makeCertificate()
  return made
}

const dc = `CN=NTDS Settings,CN=DC1,CN=Servers,${configuration}`

/** `00000007-0000-0000-0000-000000000000` */
export const anchor = (number: number): string =>
  `${String(number).padStart(8, '0')}-0000-0000-0000-000000000000`
const guid = (number: number) => guidBytes(anchor(number)) as Buffer

const attribute = (
  lDAPDisplayName: string,
  attributeSyntax: string,
  more: MockEntry['attributes'] = {},
): MockEntry => ({
  dn: `CN=${lDAPDisplayName},CN=Schema,${configuration}`,
  attributes: {
    objectClass: ['attributeSchema'],
    lDAPDisplayName: [lDAPDisplayName],
    attributeSyntax: [attributeSyntax],
    oMSyntax: ['64'],
    isSingleValued: ['TRUE'],
    ...more,
  },
})

const schema = [
  attribute('objectGUID', '2.5.5.10', { systemOnly: ['TRUE'] }),
  ...['cn', 'sAMAccountName', 'displayName', 'title'].map((name) => attribute(name, '2.5.5.12')),
  attribute('userAccountControl', '2.5.5.9'),
  attribute('member', '2.5.5.1', { isSingleValued: ['FALSE'], linkID: ['2'] }),
]

export function user(number: number, attributes: MockEntry['attributes'] = {}): MockEntry {
  return {
    dn: `CN=User ${number},${domain}`,
    attributes: {
      objectClass: ['top', 'person', 'user'],
      objectCategory: ['person'],
      objectGUID: [guid(number)],
      cn: [`User ${number}`],
      uSNChanged: ['100'],
      ...attributes,
    },
  }
}

export function group(number: number, member: readonly string[]): MockEntry {
  return {
    dn: `CN=Group ${number},${domain}`,
    attributes: {
      objectClass: ['top', 'group'],
      objectCategory: ['group'],
      objectGUID: [guid(number)],
      cn: [`Group ${number}`],
      uSNChanged: ['100'],
      member,
    },
  }
}

/** A controller with the limits that Windows has and Samba does not: 1,000 entries in a page, 1,500 values in an answer. */
export async function startMockDomain(objects: readonly MockEntry[]): Promise<MockLdap> {
  const certificate = testCertificate()
  const server = await startMockLdap({
    security: 'ldaps',
    certificate,
    pageLimit: 1000,
    valueLimit: 1500,
    rootDse: {
      defaultNamingContext: [domain],
      namingContexts: [domain, configuration],
      schemaNamingContext: [`CN=Schema,${configuration}`],
      dsServiceName: [dc],
      highestCommittedUSN: ['500'],
    },
    entries: [
      { dn: dc, attributes: { objectClass: ['nTDSDSA'], invocationId: [guid(99_999_999)] } },
      {
        dn: `CN=Deleted Objects,${domain}`,
        attributes: { objectClass: ['container'], name: ['Deleted Objects'] },
      },
      ...schema,
      ...objects,
    ],
  })
  onTestFinished(() => server.close())
  // Names by identifier, as Active Directory takes them for a base.
  server.on((request, answer) => {
    const named = request.kind === 'search' ? /^<GUID=(.*)>$/.exec(request.base)?.[1] : undefined
    if (named === undefined || request.kind !== 'search') return false
    const bytes = guidBytes(named)
    const entry = server.entries.find(({ attributes }) =>
      (attributes.objectGUID?.[0] as Buffer)?.equals?.(bytes as Buffer),
    )
    if (entry !== undefined) answer.entry(shownAs(entry, request.attributes, 1500))
    answer.result({ code: entry === undefined ? 32 : 0 })
    return true
  })
  return server
}

export async function openMock(
  server: MockLdap,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Connection> {
  const certificate = testCertificate()
  const connection = await activeDirectory.open(
    activeDirectory.configSpec.schema.parse({
      hosts: [`${server.host}:${server.port}`],
      pinnedFingerprint: certificate.fingerprint,
      bindDn: 'svc@corp.example.com',
      types: [
        { type: 'user', attributes: ['displayName', 'title'] },
        { type: 'group', attributes: ['member'] },
      ],
      ...settings,
    }),
    {
      system: 'ad',
      workspaceDir: tmpdir(),
      today: '2026-03-10',
      signal: new AbortController().signal,
      secret: () => 'a password',
      log: () => undefined,
    },
  )
  onTestFinished(() => connection.close())
  return connection
}

export async function batchesOf(connection: Connection, watermark?: string): Promise<Batch[]> {
  const batches: Batch[] = []
  const request =
    watermark === undefined ? ({ mode: 'full' } as const) : ({ mode: 'delta', watermark } as const)
  for await (const batch of connection.read(request)) batches.push(batch)
  return batches
}
