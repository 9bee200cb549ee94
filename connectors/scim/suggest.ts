import { systemClock } from '../kit/clock.ts'
import { defaultRetryPolicy } from '../kit/retry.ts'
import type { ConnectorContext, Suggestion } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import { ScimClient } from './client.ts'
import { configSpec, type ScimConfig } from './config.ts'
import { quirksOf } from './connection.ts'
import { serviceOf } from './discovery.ts'
import { profileOfHost, profiles } from './profiles.ts'

/** The vendor from the host name, and the page size from what the service says of itself. */
export async function suggestFields(
  partial: Readonly<Partial<ScimConfig>>,
  context: ConnectorContext,
): Promise<readonly Suggestion[]> {
  const url = URL.parse(partial.baseUrl ?? '')
  if (!url) return []
  const vendor = profileOfHost(url.hostname)
  const suggestions: Suggestion[] = []
  if (vendor && partial.profile !== vendor) {
    suggestions.push({
      field: 'profile',
      value: vendor,
      reason: `${url.hostname} is an address of ${profiles[vendor].title}`,
    })
  }
  const parsed = configSpec.schema.safeParse({ ...partial, ...(vendor ? { profile: vendor } : {}) })
  const most = parsed.success ? await largestPage(parsed.data, context) : undefined
  if (most !== undefined && parsed.data && partial.pageSize === undefined) {
    const value = Math.min(most, quirksOf(parsed.data).maxPageSize)
    suggestions.push({
      field: 'pageSize',
      value,
      reason: `The service answers with at most ${most} resources`,
    })
  }
  return suggestions
}

async function largestPage(config: ScimConfig, context: ConnectorContext): Promise<number | undefined> {
  try {
    const quirks = quirksOf(config)
    const client = new ScimClient(config, quirks, context, {
      clock: systemClock,
      retry: { ...defaultRetryPolicy, tries: 1 },
    })
    const service = serviceOf((await client.get(quirks.serviceProviderConfigPath)).body)
    return service.maxPageSize ?? service.maxResults
  } catch (error) {
    // Without a sign-in there is nothing to suggest yet; `check` says why.
    if (error instanceof ConnectorError) return undefined
    throw error
  }
}
