import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { streamingDecoder } from '../kit/text-encoding.ts'
import { ConnectorError, type ConnectorErrorKind } from '../spi/error.ts'
import { type Block, type Dialect, RowReader } from './rows.ts'

/** How much of a file is read to recognize its form. */
export const sampleBytes = 200_000

const readBytes = 1 << 19
/** Papaparse is fastest on pieces that stay in the cache. */
const pieceBytes = 1 << 16

/** One open export. It stays open over several passes, so a file renamed into its place cannot come between them. */
export class Source {
  /** The file's name without its folder, for messages. */
  readonly name: string
  readonly #handle: FileHandle
  readonly #signal: AbortSignal

  private constructor(name: string, handle: FileHandle, signal: AbortSignal) {
    this.name = name
    this.#handle = handle
    this.#signal = signal
  }

  static async open(workspaceDir: string, file: string, signal: AbortSignal): Promise<Source> {
    const path = resolve(workspaceDir, file)
    try {
      return new Source(basename(path), await open(path, 'r'), signal)
    } catch (cause) {
      throw fileError(file, cause)
    }
  }

  async stat(): Promise<{ readonly size: number; readonly modified: Date }> {
    const { size, mtime } = await this.#handle.stat()
    return { size, modified: mtime }
  }

  /** The first bytes of the file. */
  async sample(): Promise<Uint8Array> {
    const buffer = new Uint8Array(sampleBytes)
    const { bytesRead } = await this.#guarded(() => this.#handle.read(buffer, 0, sampleBytes, 0))
    return buffer.subarray(0, bytesRead)
  }

  /** SHA-256 of the whole content, in hexadecimal. */
  async sha256(): Promise<string> {
    const hash = createHash('sha256')
    for await (const bytes of this.#bytes()) hash.update(bytes)
    return hash.digest('hex')
  }

  /** One pass over the rows, after the header. `done` gets the SHA-256 of what was read. */
  async *blocks(
    dialect: Dialect,
    done?: (sha256: string, bytes: number) => void,
  ): AsyncGenerator<{ readonly block: Block; readonly bytes: number }> {
    const reader = new RowReader(dialect, this.name)
    const decode = streamingDecoder(dialect.encoding)
    const hash = createHash('sha256')
    let size = 0
    for await (const bytes of this.#bytes()) {
      hash.update(bytes)
      size += bytes.length
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes)
        yield { block: reader.push(decode(piece, false), false), bytes: piece.length }
      }
    }
    yield { block: reader.push(decode(new Uint8Array(), true), true), bytes: 0 }
    done?.(hash.digest('hex'), size)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  /** The next piece is read while the last one is worked on; a piece is valid until the one after it is asked for. */
  async *#bytes(): AsyncGenerator<Uint8Array> {
    const buffers = [new Uint8Array(readBytes), new Uint8Array(readBytes)] as const
    const readAt = (turn: number, position: number) =>
      this.#guarded(() => this.#handle.read(buffers[turn % 2]!, 0, readBytes, position))
    let position = 0
    let ahead = readAt(0, 0)
    try {
      for (let turn = 0; ; turn++) {
        const { bytesRead } = await ahead
        if (bytesRead === 0) return
        position += bytesRead
        ahead = readAt(turn + 1, position)
        // Its error is thrown by the next turn; until then it must not count as nobody's.
        ahead.catch(() => {})
        yield buffers[turn % 2]!.subarray(0, bytesRead)
        this.#refuseCancelled()
      }
    } finally {
      await ahead.catch(() => {})
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseCancelled()
    try {
      return await work()
    } catch (cause) {
      throw fileError(this.name, cause)
    }
  }

  #refuseCancelled(): void {
    if (!this.#signal.aborted) return
    throw new ConnectorError('connection', `Reading ${this.name} was cancelled`, {
      where: this.name,
      advice: 'Start the import again; nothing is lost.',
    })
  }
}

const kindOf: Readonly<Record<string, ConnectorErrorKind>> = { EACCES: 'permission', EPERM: 'permission' }
const whyOf: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ENOENT: ['there is no such file', 'Check the path in `file`, and whether the export has run.'],
  EACCES: ['access was denied', 'Give the account that runs the session the right to this file.'],
  EPERM: ['access was denied', 'Give the account that runs the session the right to this file.'],
  EISDIR: ['it is a folder', 'Name the file itself in `file`.'],
  EBUSY: [
    'another program holds it',
    'Wait until the export is finished, or close the program that has it open.',
  ],
}

/** What the operating system said of a file, as an error for a person. */
export function fileError(file: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  const [why, advice] = whyOf[code] ?? [
    `the operating system answered ${code}`,
    'Check the disk or network share the file is on.',
  ]
  return new ConnectorError(kindOf[code] ?? 'connection', `${file} cannot be opened or read: ${why}`, {
    where: file,
    system: code,
    advice,
    cause,
  })
}
