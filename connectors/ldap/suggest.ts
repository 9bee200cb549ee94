import { ldapOptions } from '../kit/ldap/config.ts'
import { connectLdap } from '../kit/ldap/connect.ts'
import { readRootDse } from '../kit/ldap/rootdse.ts'
import { findEntries, textOf } from '../kit/ldap/search.ts'
import type { ConnectorContext, Suggestion } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import { configSpec, type LdapConnectorConfig } from './config.ts'

/** Asks the server what it is for; without a host, or without an answer, there is nothing to propose. */
export async function suggestFields(
  partial: Readonly<Partial<LdapConnectorConfig>>,
  context: ConnectorContext,
): Promise<readonly Suggestion[]> {
  const parsed = configSpec.schema.safeParse({ baseDns: ['dc=unknown'], ...partial })
  if (!parsed.success) return []
  const config = parsed.data
  const securities =
    partial.security === undefined ? (['ldaps', 'starttls'] as const) : ([config.security] as const)
  for (const security of securities) {
    try {
      const found = await ask({ ...config, security }, context)
      const proposed = {
        field: 'security',
        value: security,
        reason: `The server takes ${security} and its certificate is trusted`,
      }
      return partial.security === undefined ? [proposed, ...found] : found
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      context.log('The server could not be asked', { security, why: error.message })
    }
  }
  return []
}

async function ask(config: LdapConnectorConfig, context: ConnectorContext): Promise<Suggestion[]> {
  const options = ldapOptions(config, context)
  const { bindDn, password, ...anonymous } = options
  const session = await connectLdap(
    bindDn !== undefined && password !== undefined ? options : anonymous,
    context.signal,
  )
  try {
    const rootDse = await readRootDse(session)
    const suggestions: Suggestion[] = []
    if (rootDse.namingContexts.length > 0)
      suggestions.push({
        field: 'baseDns',
        value: rootDse.namingContexts,
        reason: 'These are the naming contexts of the server; name an entry below to read less',
      })
    const [base] = rootDse.namingContexts
    if (base !== undefined) suggestions.push(...(await operational(session, base)))
    return suggestions
  } finally {
    session.close()
  }
}

async function operational(session: Parameters<typeof findEntries>[0], base: string): Promise<Suggestion[]> {
  const [entry] = await findEntries(session, {
    base,
    scope: 'base',
    attributes: ['entryUUID', 'entryCSN', 'modifyTimestamp'],
  })
  if (!entry) return []
  if (textOf(entry, 'entryCSN') !== undefined)
    return [
      {
        field: 'delta',
        value: 'entryCSN',
        reason: 'The server marks each change with a finer time than modifyTimestamp',
      },
    ]
  if (textOf(entry, 'modifyTimestamp') === undefined)
    return [{ field: 'delta', value: 'none', reason: 'The server does not show when entries were changed' }]
  return []
}
