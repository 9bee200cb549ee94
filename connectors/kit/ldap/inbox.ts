import { measure } from './ber.ts'

/** A longer message is an attack or a mistake. */
const longestMessage = 512 * 1024 * 1024
/** In bytes: some hundred entries. Whoever keeps one of them keeps as much. */
const slabSize = 256 * 1024

/**
 * What a connection has received and nobody has read yet. Servers send each entry in a record of its own, and Node gives out a Buffer for each:
 * a page of them that waits for its end is thousands of objects which the collector carries along. Here they are put behind each other in one
 * large piece, in which messages stay where they are for as long as somebody looks at them.
 */
export class Inbox {
  #buffer: Buffer = Buffer.alloc(0)
  /** Where the first message that was not read begins; the reader sets it behind the one it has read. */
  start = 0
  #end = 0
  /** Bytes from `start` on that are needed before there is anything to say about the next message. */
  #needed = 2

  get buffer(): Buffer {
    return this.#buffer
  }

  /** Bytes that are not read. */
  get size(): number {
    return this.#end - this.start
  }

  add(chunk: Buffer): void {
    if (this.#buffer.length - this.#end < chunk.length) this.#renew(chunk.length)
    chunk.copy(this.#buffer, this.#end)
    this.#end += chunk.length
  }

  /**
   * Where the message that begins at `start` ends; 0 when it is not here as a whole.
   * @throws RangeError when it is no message
   */
  next(): number {
    if (this.size < this.#needed) return 0
    if (this.#buffer[this.start] !== 0x30) throw new RangeError('it is not LDAP')
    const message = measure(this.#buffer, this.start, this.#end)
    if (message === undefined) {
      // Its length is not here yet.
      this.#needed = this.size + 1
      return 0
    }
    const length = message.end - this.start
    if (length > longestMessage) throw new RangeError(`a message of ${length} bytes`)
    this.#needed = length <= this.size ? 2 : length
    return length <= this.size ? message.end : 0
  }

  /** Another piece, for what is not read and `more` bytes. It grows with what has come, not with what a message says of its length. */
  #renew(more: number): void {
    const { size } = this
    const renewed = Buffer.allocUnsafeSlow(Math.max(slabSize, size + more, size * 2))
    this.#buffer.copy(renewed, 0, this.start, this.#end)
    this.#buffer = renewed
    this.start = 0
    this.#end = size
  }
}
