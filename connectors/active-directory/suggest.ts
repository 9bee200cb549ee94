import { resolveSrv } from 'node:dns/promises'
import type { ConnectorContext, Suggestion } from '../spi/connector.ts'
import type { AdConfig } from './config.ts'

/** Looks up the domain controllers of the account's domain; asks the DNS server of this machine only. */
export async function suggestSettings(
  partial: Readonly<Partial<AdConfig>>,
  context: Pick<ConnectorContext, 'signal'>,
  lookUp: typeof resolveSrv = resolveSrv,
): Promise<readonly Suggestion[]> {
  const domain = domainOf(partial)
  if (domain === undefined || context.signal.aborted) return []
  const suggestions: Suggestion[] = []
  if (partial.hosts === undefined || partial.hosts.length === 0) {
    const records = await lookUp(`_ldap._tcp.dc._msdcs.${domain}`).catch(() => [])
    const hosts = records
      .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
      .map((r) => r.name)
    if (hosts.length > 0)
      suggestions.push({
        field: 'hosts',
        value: hosts,
        reason: `The domain controllers that DNS names for ${domain}.`,
      })
  }
  return suggestions
}

/** The domain of `svc@corp.example.com`. */
function domainOf({ bindDn }: Readonly<Partial<AdConfig>>): string | undefined {
  const name = /@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/.exec(bindDn ?? '')?.[1]
  return name?.toLowerCase()
}
