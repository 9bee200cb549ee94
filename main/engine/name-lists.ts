/** Most objects give the same attributes: one list of their names does for all. */
export class NameLists {
  #latest: readonly string[] = []

  /** The list itself, or the latest that reads the same. */
  same(names: readonly string[]): readonly string[] {
    const { length } = names
    const latest = this.#latest
    if (latest.length === length && names.every((name, i) => name === latest[i])) return latest
    this.#latest = names
    return names
  }
}
