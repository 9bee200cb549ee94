import type { CheckResult } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import type { ResourceMap } from './attributes.ts'
import type { ScimClient } from './client.ts'
import type { Discovery } from './discovery.ts'
import { filterOf, matches } from './find.ts'
import { attributeValue, idOf } from './flatten.ts'
import { pageOf } from './listing.ts'
import type { Json } from './values.ts'

export interface CheckParts {
  readonly client: ScimClient
  /** Resources in one page, as the connection will ask for. */
  readonly pageSize: number
  discovery(): Promise<Discovery>
}

/** What the connection can do, in the order an admin would try it. Reads only. */
export async function checkService(parts: CheckParts): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  try {
    await parts.client.signIn()
    const discovery = await parts.discovery()
    // Discovery documents may be open to everyone; users are not.
    const [first] = discovery.resources
    if (first) await parts.client.get(first.endpoint, { startIndex: 1, count: 1 })
    results.push({ ok: true, title: 'Sign in', detail: `${parts.client.host} accepts the sign-in` })
    results.push(describeService(discovery))
    for (const map of discovery.resources) results.push(...(await checkType(parts, map)))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    results.push(failed(results.length === 0 ? 'Sign in' : 'Read', error))
  }
  return results
}

function describeService({ service }: Discovery): CheckResult {
  if (!service) {
    return { ok: true, title: 'Service description', detail: 'The service has none; the standard is assumed' }
  }
  const said = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [`${name} ${value ? 'yes' : 'no'}`]
  const parts = [
    ...said('PATCH', service.patch),
    ...said('filter', service.filter),
    ...said('password change', service.changePassword),
    ...said('ETag', service.etag),
  ]
  return {
    ok: true,
    title: 'Service description',
    detail: parts.join(', ') || 'The service says nothing of itself',
  }
}

async function checkType(parts: CheckParts, map: ResourceMap): Promise<CheckResult[]> {
  const title = `Read ${map.type} objects`
  try {
    const page = pageOf(
      await parts.client.get(map.endpoint, { startIndex: 1, count: parts.pageSize }),
      map.endpoint,
    )
    const total = page.total ?? page.resources.length
    const short = page.resources.length < Math.min(total, parts.pageSize)
    const detail = short
      ? `${total} objects; the service gives ${page.resources.length} in a page where ${parts.pageSize} were asked for`
      : `${total} objects, ${page.resources.length} in the first page`
    const results: CheckResult[] = [{ ok: true, title, detail }]
    const sample = page.resources.find((resource) => idOf(resource) !== undefined)
    if (sample && total > 1) results.push(await checkFilter(parts.client, map, sample))
    return results
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return [failed(title, error)]
  }
}

async function checkFilter(client: ScimClient, map: ResourceMap, sample: Json): Promise<CheckResult> {
  const title = `Search ${map.type} objects`
  const key = ['userName', 'displayName', 'externalId']
    .map((name) => map.byName.get(name))
    .find((one) => one && attributeValue(sample, one) !== undefined)
  if (!key) return { ok: true, title, detail: 'The first object has no name to search by' }
  const value = String(attributeValue(sample, key))
  const slow = 'searches read the whole list, which is slow in a large system'
  try {
    const page = pageOf(
      await client.get(map.endpoint, { filter: filterOf(key, value), count: 10 }),
      map.endpoint,
    )
    const honoured =
      page.resources.length > 0 && page.resources.every((resource) => matches(resource, key, value))
    return {
      ok: true,
      title,
      detail: honoured ? `The filter on ${key.name} works` : `The filter on ${key.name} is ignored: ${slow}`,
    }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'constraint') throw error
    return { ok: true, title, detail: `The filter on ${key.name} is refused: ${slow}` }
  }
}

function failed(title: string, error: ConnectorError): CheckResult {
  return {
    ok: false,
    title,
    detail: error.message,
    advice: error.advice,
    ...(error.certificate === undefined ? {} : { certificate: error.certificate }),
  }
}
