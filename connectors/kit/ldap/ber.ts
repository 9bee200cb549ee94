/** What a server sends, cut into its parts. A value is a view of the message, not a copy. */
export class BerCursor {
  readonly buffer: Buffer
  /** Where the next element begins. */
  at: number
  readonly end: number

  constructor(buffer: Buffer, at = 0, end = buffer.length) {
    this.buffer = buffer
    this.at = at
    this.end = end
  }

  get more(): boolean {
    return this.at < this.end
  }

  /** The tag of the next element; -1 at the end. */
  peek(): number {
    return this.more ? (this.buffer[this.at] as number) : -1
  }

  /**
   * Steps to the content of the next element, which must be of this tag and end before `limit`, and answers where it ends; the caller goes on
   * from there.
   */
  enter(tag: number, limit: number): number {
    const { at } = this
    if (this.buffer[at] !== tag || at >= limit) throw unexpected(tag, at < limit ? this.peek() : -1)
    const length = this.buffer[at + 1] as number
    // Nearly all elements are short.
    if (length < 0x80 && at + 2 + length <= limit) {
      this.at = at + 2
      return this.at + length
    }
    const measured = measure(this.buffer, at, limit)
    if (measured === undefined || measured.end > limit) throw tooLong()
    this.at = measured.start
    return measured.end
  }

  /** Steps over the next element and answers where its content begins; `at` is then where it ends. */
  #content(tag?: number): number {
    const { buffer } = this
    if (tag !== undefined && this.peek() !== tag) throw unexpected(tag, this.peek())
    const measured = measure(buffer, this.at, this.end)
    if (measured === undefined || measured.end > this.end) throw tooLong()
    this.at = measured.end
    return measured.start
  }

  bytes(tag?: number): Buffer {
    const start = this.#content(tag)
    return this.buffer.subarray(start, this.at)
  }

  text(tag?: number): string {
    const start = this.#content(tag)
    return this.buffer.toString('utf8', start, this.at)
  }

  integer(tag = 0x02): number {
    const start = this.#content(tag)
    const length = this.at - start
    if (length < 1 || length > 6) throw new RangeError(`an integer of ${length} bytes`)
    return this.buffer.readIntBE(start, length)
  }

  /** A cursor over the content of a sequence, set or other constructed element. */
  inside(tag?: number): BerCursor {
    const start = this.#content(tag)
    return new BerCursor(this.buffer, start, this.at)
  }
}

/** Where the element at `at` has its content and its end; undefined when its length is not there yet. */
export function measure(buffer: Buffer, at: number, end: number): { start: number; end: number } | undefined {
  if (end - at < 2) return undefined
  const first = buffer[at + 1] as number
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  const size = first & 0x7f
  if (size === 0 || size > 4) throw new RangeError('a length that LDAP does not allow')
  const start = at + 2 + size
  if (start > end) return undefined
  return { start, end: start + buffer.readUIntBE(at + 2, size) }
}

const hex = (tag: number) => (tag < 0 ? 'nothing' : `0x${tag.toString(16)}`)

const unexpected = (tag: number, found: number) => new RangeError(`expected ${hex(tag)}, found ${hex(found)}`)
const tooLong = () => new RangeError('an element is longer than its message')
