import { ConnectorError } from '../../spi/error.ts'
import type { LdapSession } from './connect.ts'
import { readEntry, textOf, textsOf } from './search.ts'

/** What a server says of itself (RFC 4512, 5.1), and Active Directory besides. */
export interface RootDse {
  readonly namingContexts: readonly string[]
  readonly subschemaSubentry: string | undefined
  readonly supportedControls: ReadonlySet<string>
  readonly supportedExtensions: ReadonlySet<string>
  readonly supportedFeatures: ReadonlySet<string>
  readonly vendor: string | undefined
  /** Any other attribute, such as `highestCommittedUSN` or `defaultNamingContext`. */
  value(name: string): string | undefined
  values(name: string): readonly string[]
}

export async function readRootDse(session: LdapSession): Promise<RootDse> {
  const entry = await readEntry(session, '', ['*', '+'])
  if (!entry)
    throw new ConnectorError('permission', `${session.host} does not show its rootDSE`, {
      advice: 'Let the account read the rootDSE (OpenLDAP: access to dn.base="" by * read)',
      where: session.host,
    })
  const set = (name: string) => new Set(textsOf(entry, name))
  const vendor = [textOf(entry, 'vendorName'), textOf(entry, 'vendorVersion')].filter(Boolean).join(' ')
  return {
    namingContexts: textsOf(entry, 'namingContexts').filter((dn) => dn !== ''),
    subschemaSubentry: textOf(entry, 'subschemaSubentry'),
    supportedControls: set('supportedControl'),
    supportedExtensions: set('supportedExtension'),
    supportedFeatures: set('supportedFeatures'),
    vendor: vendor === '' ? undefined : vendor,
    value: (name) => textOf(entry, name),
    values: (name) => textsOf(entry, name),
  }
}
