import { createHash } from 'node:crypto'

/** A SCIM resource as plain JSON. */
export type ScimResource = Record<string, unknown> & { id: string }
export type ScimSeed = Record<string, unknown>
export type ScimTypeName = 'User' | 'Group'

export interface ScimSnapshot {
  readonly users: readonly ScimResource[]
  readonly groups: readonly ScimResource[]
}

/** What the application refuses, with the status and keyword SCIM has for it. */
export class DirectoryRefusal extends Error {
  readonly status: number
  readonly scimType: string | undefined

  constructor(status: number, scimType: string | undefined, message: string) {
    super(message)
    this.status = status
    this.scimType = scimType
  }
}

/** The users and groups of one application, in memory, in the order they were created. */
export class ScimDirectory {
  readonly #resources = { User: new Map<string, ScimResource>(), Group: new Map<string, ScimResource>() }
  readonly #userNames = new Map<string, string>()
  readonly #now: () => Date
  #sequence = 0

  constructor(seed: { users: readonly ScimSeed[]; groups: readonly ScimSeed[] }, now = () => new Date()) {
    this.#now = now
    for (const user of seed.users) this.put('User', user)
    for (const group of seed.groups) this.put('Group', group)
  }

  get(type: ScimTypeName, id: string): ScimResource {
    const found = this.#resources[type].get(id)
    if (!found) throw new DirectoryRefusal(404, undefined, `Resource ${id} not found`)
    return found
  }

  list(type: ScimTypeName): ScimResource[] {
    return [...this.#resources[type].values()]
  }

  byUserName(userName: string): ScimResource | undefined {
    const id = this.#userNames.get(userName.toLowerCase())
    return id === undefined ? undefined : this.#resources.User.get(id)
  }

  /** Creates, or replaces the resource that has the id. Seeds keep the ids and times they bring. */
  put(type: ScimTypeName, data: ScimSeed, id?: string): ScimResource {
    const before = id === undefined ? undefined : this.get(type, id)
    const own = id ?? (typeof data.id === 'string' ? data.id : this.#newId(type, data))
    if (type === 'User') this.#claimUserName(String(data.userName ?? ''), own)
    const stamp = this.#now().toISOString()
    const seeded = (data.meta ?? {}) as Record<string, unknown>
    const created = (before?.meta as { created?: string } | undefined)?.created ?? seeded.created ?? stamp
    const lastModified = before ? stamp : (seeded.lastModified ?? stamp)
    const { password: _neverKept, ...kept } = data
    const resource = { ...kept, id: own, meta: { resourceType: type, created, lastModified } }
    this.#resources[type].set(own, resource)
    return resource
  }

  remove(type: ScimTypeName, id: string): void {
    const gone = this.get(type, id)
    this.#resources[type].delete(id)
    if (type === 'User') this.#userNames.delete(String(gone.userName).toLowerCase())
    for (const group of this.#resources.Group.values()) {
      const members = group.members as { value?: string }[] | undefined
      if (members?.some((member) => member.value === id)) {
        group.members = members.filter((member) => member.value !== id)
      }
    }
  }

  snapshot(): ScimSnapshot {
    return structuredClone({ users: this.list('User'), groups: this.list('Group') })
  }

  #claimUserName(userName: string, id: string): void {
    const key = userName.toLowerCase()
    const holder = this.#userNames.get(key)
    if (holder !== undefined && holder !== id) {
      throw new DirectoryRefusal(409, 'uniqueness', `A user with userName '${userName}' exists already`)
    }
    const earlier = this.#resources.User.get(id)
    if (earlier) this.#userNames.delete(String(earlier.userName).toLowerCase())
    this.#userNames.set(key, id)
  }

  /** The same seed and the same order of creations give the same ids, so that a session can be repeated. */
  #newId(type: ScimTypeName, data: ScimSeed): string {
    const hash = createHash('sha256')
      .update(`${type}\n${data.userName ?? data.displayName}\n${this.#sequence++}`)
      .digest('hex')
    const parts = [8, 12, 16, 20, 32].map((end, i, ends) => hash.slice(ends[i - 1] ?? 0, end))
    return parts.join('-')
  }
}
