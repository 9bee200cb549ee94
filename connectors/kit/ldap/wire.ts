import type { Socket } from 'node:net'
import { BerWriter, type Control } from 'ldapts'
import { ConnectorError } from '../../spi/error.ts'
import { Cancellation } from '../cancellation.ts'
import { decodeAnswer, type LdapResult, type RawEntry } from './answer.ts'
import { connectionLost } from './failures.ts'
import { Inbox } from './inbox.ts'

/** What one operation got: for a search its entries, for all the result. */
export interface Reply {
  readonly entries: readonly RawEntry[]
  /** Continuation references of a search: entries that other servers hold. */
  readonly references: readonly string[]
  readonly result: LdapResult
}

/** What ldapts' request messages have in common. */
export interface Request {
  messageId: number
  readonly protocolOperation: number
  controls?: Control[]
  writeMessage(writer: BerWriter): void
}

export interface SendOptions {
  /** Milliseconds without a word from the server on this operation. The connection is given up with it. */
  readonly timeout: number
  /** A write that is under way when the admin cancels is waited for this long, so that its outcome is known. */
  readonly grace?: number
}

interface Pending {
  readonly entries: RawEntry[]
  readonly references: string[]
  readonly grace: number
  readonly timer: NodeJS.Timeout
  graceTimer?: NodeJS.Timeout
  resolve(reply: Reply): void
  reject(error: ConnectorError): void
}

const noticeOfDisconnection = '1.3.6.1.4.1.1466.20036'

/**
 * One LDAP connection. Requests are encoded by ldapts; the answers are framed here by their length, so that a message nobody understands
 * costs itself only, a lost connection ends every operation at once (under StartTLS as well), and nothing is ever reconnected silently.
 */
export class Wire {
  readonly #where: string
  readonly #signal: AbortSignal
  readonly #pending = new Map<number, Pending>()
  #socket: Socket
  #inbox = new Inbox()
  #nextId = 1
  #lost: ConnectorError | undefined

  constructor(socket: Socket, where: string, signal: AbortSignal) {
    this.#where = where
    this.#signal = signal
    this.#socket = socket
    this.#listen(socket)
    signal.addEventListener('abort', this.#cancel, { once: true })
  }

  get alive(): boolean {
    return this.#lost === undefined
  }

  /** The socket below, for StartTLS; no answer may be under way. */
  release(): Socket {
    if (this.#pending.size > 0 || this.#inbox.size > 0)
      throw connectionLost(this.#where, 'the server said something between StartTLS and the handshake')
    for (const event of ['data', 'error', 'end', 'close']) this.#socket.removeAllListeners(event)
    return this.#socket
  }

  /** Goes on over the encrypted socket. */
  adopt(socket: Socket): void {
    this.#socket = socket
    this.#listen(socket)
  }

  /** Sends a request and waits for its result. Rejects with ConnectorError connection, timeout, or Cancellation. */
  send(message: Request, options: SendOptions): Promise<Reply> {
    if (this.#lost) return Promise.reject(this.#lost)
    if (this.#signal.aborted) return Promise.reject(new Cancellation(this.#where))
    const id = this.#id()
    message.messageId = id
    return new Promise((resolve, reject) => {
      const expire = () => this.#expire(id, options.timeout)
      this.#pending.set(id, {
        entries: [],
        references: [],
        grace: options.grace ?? 0,
        timer: setTimeout(expire, options.timeout),
        resolve,
        reject,
      })
      this.#socket.write(encode(message))
    })
  }

  /** Says goodbye and hangs up; operations under way end with an error. */
  close(): void {
    if (this.#lost) return
    this.#socket.write(
      encode({ messageId: this.#id(), protocolOperation: 0x42, writeMessage: () => undefined }),
    )
    this.#end(connectionLost(this.#where, 'the connection was closed'))
  }

  /** Hangs up at once. */
  destroy(error: ConnectorError): void {
    this.#end(error)
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end(connectionLost(this.#where, error.code ?? error.message)),
    )
    socket.on('end', () => this.#end(connectionLost(this.#where, 'the server closed the connection')))
    socket.on('close', () => this.#end(connectionLost(this.#where, 'the connection was closed')))
  }

  #receive(chunk: Buffer): void {
    this.#inbox.add(chunk)
    try {
      for (let end = this.#inbox.next(); end > 0; end = this.#inbox.next()) {
        const { buffer, start } = this.#inbox
        this.#take(buffer, start, end)
        if (this.#lost) return
        this.#inbox.start = end
      }
    } catch (error) {
      this.#end(connectionLost(this.#where, `the answer cannot be read: ${(error as Error).message}`))
    }
  }

  #take(buffer: Buffer, start: number, end: number): void {
    const { id, answer } = decodeAnswer(buffer, start, end)
    if (id === 0 && answer.kind === 'result' && answer.result.name === noticeOfDisconnection) {
      const { code, message: words } = answer.result
      this.#end(connectionLost(this.#where, `the server ends the connection: ${words || `code ${code}`}`))
      return
    }
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    pending.timer.refresh()
    if (answer.kind === 'entry') pending.entries.push(answer.entry)
    else if (answer.kind === 'reference') pending.references.push(...answer.urls)
    else if (answer.kind === 'result') {
      this.#forget(id, pending)
      pending.resolve({ entries: pending.entries, references: pending.references, result: answer.result })
    }
  }

  #expire(id: number, timeout: number): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#forget(id, pending)
    pending.reject(
      new ConnectorError('timeout', `${this.#where} did not answer within ${timeout / 1000} s`, {
        advice: 'Check the server and the network, or allow more time with timeoutSeconds',
        where: this.#where,
      }),
    )
    // Whatever it was to say comes too late; a connection in this state cannot be trusted.
    this.#end(connectionLost(this.#where, 'it was given up after another operation had no answer'))
  }

  readonly #cancel = (): void => {
    for (const [id, pending] of this.#pending) {
      const give = () => {
        if (this.#pending.get(id) !== pending) return
        this.#forget(id, pending)
        this.#socket.write(abandon(this.#id(), id))
        pending.reject(new Cancellation(this.#where))
      }
      if (pending.grace === 0) give()
      else pending.graceTimer = setTimeout(give, pending.grace)
    }
  }

  #forget(id: number, pending: Pending): void {
    clearTimeout(pending.timer)
    clearTimeout(pending.graceTimer)
    this.#pending.delete(id)
  }

  #end(error: ConnectorError): void {
    if (this.#lost) return
    this.#lost = error
    this.#inbox = new Inbox()
    this.#signal.removeEventListener('abort', this.#cancel)
    // What was said is sent before the connection ends; an error of a dead socket is nobody's.
    this.#socket.removeAllListeners('data')
    this.#socket.on('error', () => undefined)
    this.#socket.end(() => this.#socket.destroy())
    setTimeout(() => this.#socket.destroy(), 500).unref()
    for (const [id, pending] of this.#pending) {
      this.#forget(id, pending)
      pending.reject(error)
    }
  }

  #id(): number {
    const id = this.#nextId
    this.#nextId = id === 0x7fffffff ? 1 : id + 1
    return id
  }
}

/**
 * A message as bytes. The writer is made large enough beforehand: ldapts 9.2.0 loses the last byte of a sequence of more than 64 kB when
 * its buffer is exactly full.
 */
function encode(message: Request): Buffer {
  const writer = new BerWriter({ size: sizeOf(message) })
  writer.startSequence()
  writer.writeInt(message.messageId)
  writer.startSequence(message.protocolOperation)
  message.writeMessage(writer)
  writer.endSequence()
  if (message.controls?.length) {
    writer.startSequence(0xa0)
    for (const control of message.controls) control.write(writer)
    writer.endSequence()
  }
  writer.endSequence()
  return writer.buffer
}

function abandon(messageId: number, abandoned: number): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.writeInt(abandoned, 0x50)
  writer.endSequence()
  return writer.buffer
}

/** An upper limit of the bytes of a message's values, with room for their heads. */
function sizeOf(message: unknown): number {
  let size = 4096
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') size += value.length * 3 + 8
    else if (Buffer.isBuffer(value)) size += value.length + 8
    else if (typeof value === 'object' && value !== null && depth < 12)
      for (const part of Object.values(value)) {
        size += 8
        visit(part, depth + 1)
      }
  }
  visit(message, 0)
  return size
}
