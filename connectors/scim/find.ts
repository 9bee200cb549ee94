import type { ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { ResourceMap, ScimAttributeMap } from './attributes.ts'
import type { ScimClient } from './client.ts'
import { attributeValue, flatten } from './flatten.ts'
import { type ListEnd, type ListOptions, list, pageOf } from './listing.ts'
import { quote } from './path.ts'
import type { Json } from './values.ts'
import { listOf } from './values.ts'

/** Finds resources by the value of an attribute, and believes no filter that was not seen to work. */
export class Finder {
  readonly #client: ScimClient
  readonly #options: (map: ResourceMap) => ListOptions
  /** Types whose service ignored a filter or refused it. */
  readonly #unfiltered = new Set<string>()
  readonly #listings = new Map<string, Promise<{ resources: readonly Json[]; end: ListEnd }>>()

  constructor(client: ScimClient, options: (map: ResourceMap) => ListOptions) {
    this.#client = client
    this.#options = options
  }

  /** The one resource with this value; undefined when there is none. Several are a `constraint`. */
  async find(map: ResourceMap, attribute: string, value: string): Promise<ObjectItem | undefined> {
    const key = map.byName.get(attribute)
    if (!key || key.form === 'reference') {
      throw new ConnectorError('config', `${map.type} has no attribute ${attribute} to search by`, {
        advice: 'Choose an attribute of the system’s schema, or add it to extraAttributes',
        where: `${map.type}/${attribute}`,
      })
    }
    const found = (await this.#filtered(map, key, value)) ?? (await this.#scanned(map, key, value))
    if (found.length > 1) {
      throw new ConnectorError(
        'constraint',
        `${found.length} objects of type ${map.type} have ${attribute} "${value}"`,
        {
          advice: 'Correct the duplicates in the system, or search by an attribute that is unique there',
          where: `${map.type}/${attribute}`,
        },
      )
    }
    return found[0] && flatten(found[0], map)
  }

  /** The listings that were kept for searching say nothing of objects created since. */
  forget(type: string): void {
    this.#listings.delete(type)
  }

  /** What the filter found; undefined when the service does not filter. */
  async #filtered(
    map: ResourceMap,
    key: ScimAttributeMap,
    value: string,
  ): Promise<readonly Json[] | undefined> {
    if (this.#unfiltered.has(map.type)) return undefined
    const filter = filterOf(key, value)
    try {
      const page = pageOf(await this.#client.get(map.endpoint, { filter, count: 10 }), map.endpoint)
      if (page.resources.every((resource) => nearlyMatches(resource, key, value))) {
        return page.resources.filter((resource) => matches(resource, key, value))
      }
    } catch (error) {
      const refused =
        error instanceof ConnectorError && ['constraint', 'precondition', 'notFound'].includes(error.kind)
      if (!refused) throw error
    }
    this.#unfiltered.add(map.type)
    return undefined
  }

  async #scanned(map: ResourceMap, key: ScimAttributeMap, value: string): Promise<readonly Json[]> {
    const { resources, end } = await this.#listing(map)
    const found = resources.filter((resource) => matches(resource, key, value))
    if (found.length === 0 && end.shortfall) {
      throw new ConnectorError(
        'precondition',
        `Whether a ${map.type} with ${key.name} "${value}" exists cannot be told: the service does not filter, and its list is not whole`,
        {
          advice: 'Import the system again, and check the vendor profile',
          where: `${map.type}/${key.name}`,
          system: end.shortfall,
        },
      )
    }
    return found
  }

  #listing(map: ResourceMap): Promise<{ resources: readonly Json[]; end: ListEnd }> {
    const known = this.#listings.get(map.type)
    if (known) return known
    const fresh = collect(list(this.#client, this.#options(map)))
    this.#listings.set(map.type, fresh)
    fresh.catch(() => this.#listings.delete(map.type))
    return fresh
  }
}

async function collect(
  pages: ReturnType<typeof list>,
): Promise<{ resources: readonly Json[]; end: ListEnd }> {
  const resources: Json[] = []
  for (;;) {
    const next = await pages.next()
    if (next.done) return { resources, end: next.value }
    resources.push(...next.value.resources)
  }
}

/** A filter that the least able services understand: equality of one attribute, of whatever type the value is. */
export function filterOf({ path, type }: ScimAttributeMap, value: string): string {
  const prefix = path.urn === undefined ? '' : `${path.urn}:`
  const sub = path.sub ?? undefined
  const name = `${prefix}${path.attribute}${sub === undefined ? '' : `.${sub}`}`
  const bare = type === 'boolean' || (type === 'integer' && /^-?\d+$/.test(value))
  return `${name} eq ${bare ? value : quote(value)}`
}

export function matches(resource: Json, key: ScimAttributeMap, value: string): boolean {
  const wanted = folded(value, key)
  return listOf(attributeValue(resource, key)).some((one) => folded(String(one), key) === wanted)
}

/** The filter speaks of values of any type, so a value of another type also shows that it was honoured. */
function nearlyMatches(resource: Json, key: ScimAttributeMap, value: string): boolean {
  if (key.form !== 'typed') return matches(resource, key, value)
  return JSON.stringify(resource).toLowerCase().includes(JSON.stringify(value).toLowerCase())
}

function folded(value: string, key: ScimAttributeMap): string {
  return key.caseExact ? value : value.toLowerCase()
}
