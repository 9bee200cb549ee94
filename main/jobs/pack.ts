import type { ChangeItem, ReadItem } from '../../connectors/spi/entry.ts'
import type { StagePage } from '../store/port.ts'

type References = NonNullable<StagePage['references']>[number]

/**
 * Collects items in columns, attributes as text: what crosses to the store's thread. An item is taken apart as soon as it is here, so that it is
 * gone before the collector of young objects has to carry it along.
 */
export class Packer {
  #types: string[] = []
  #anchors: string[] = []
  #dns: (string | undefined)[] = []
  #documents: string[] = []
  #origins: (string | undefined)[] = []
  #references: References[] = []
  #changes: ChangeItem[] = []
  #deletes: string[] = []
  #kept: string[] = []
  #named = false
  #referring = false
  #size = 0

  /** Items since the last page. */
  get size(): number {
    return this.#size
  }

  add(items: readonly ReadItem[]): void {
    this.#size += items.length
    for (const item of items)
      if (item.kind === 'object') {
        this.#types.push(item.type)
        this.#anchors.push(item.anchor)
        this.#dns.push(item.dn)
        this.#documents.push(JSON.stringify(item.attributes))
        this.#origins.push(item.origin)
        this.#references.push(item.references)
        this.#named ||= item.dn !== undefined
        this.#referring ||= item.references !== undefined
      } else if (item.kind === 'change') this.#changes.push(item)
      else if (item.kind === 'delete') this.#deletes.push(item.anchor)
      else if (item.anchor !== undefined) this.#kept.push(item.anchor)
  }

  /** What was collected; begins anew. */
  take(): StagePage {
    const page = {
      types: this.#types,
      anchors: this.#anchors,
      dns: this.#named ? this.#dns : undefined,
      documents: this.#documents,
      origins: this.#origins,
      references: this.#referring ? this.#references : undefined,
      changes: this.#changes,
      deletes: this.#deletes,
      kept: this.#kept,
    }
    this.#types = []
    this.#anchors = []
    this.#dns = []
    this.#documents = []
    this.#origins = []
    this.#references = []
    this.#changes = []
    this.#deletes = []
    this.#kept = []
    this.#named = false
    this.#referring = false
    this.#size = 0
    return page
  }
}

/** Items as one page. */
export function pack(items: readonly ReadItem[]): StagePage {
  const packer = new Packer()
  packer.add(items)
  return packer.take()
}
