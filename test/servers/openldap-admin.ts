import { connectLdap, type LdapSession } from '../../connectors/kit/ldap/connect.ts'
import { equals } from '../../connectors/kit/ldap/filter.ts'
import { searchPages, textOf } from '../../connectors/kit/ldap/search.ts'
import type { OpenLdapServer } from '../fakes/process/openldap.ts'

/** A session of the administrator beside the product, with the product's own client. */
export function connectAsAdmin(server: OpenLdapServer): Promise<LdapSession> {
  return connectLdap(
    {
      hosts: [`${server.host}:${server.tlsPort}`],
      security: 'ldaps',
      allowPlain: false,
      ca: server.ca,
      bindDn: server.adminDn,
      password: server.password,
      timeout: 10_000,
    },
    new AbortController().signal,
  )
}

/** Everybody's title by DN. */
export async function titlesBelow(
  session: LdapSession,
  base: string,
): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>()
  const search = { base, filter: equals('objectClass', 'person'), attributes: ['title'], pageSize: 1000 }
  for await (const page of searchPages(session, search))
    for (const entry of page) found.set(entry.dn, textOf(entry, 'title'))
  return found
}
