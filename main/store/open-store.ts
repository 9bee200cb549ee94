import { Worker } from 'node:worker_threads'
import { newMarks } from './figure-marks.ts'
import { readOperations } from './operations.ts'
import type {
  BesideInput,
  BesideName,
  BesideOutput,
  InputOf,
  OperationName,
  OutputOf,
  Store,
  StoreBeside,
  StoreCallOptions,
} from './port.ts'
import { StoreError } from './store-error.ts'
import { workerFile } from './worker-file.ts'

/**
 * Opens a workspace's database: a thread that writes and a thread that reads beside it, so that a question never waits for a synchronization.
 * @throws StoreError
 */
export async function openStore(path: string): Promise<Store> {
  const marks = newMarks()
  // Both load their code at once; the reader opens what the writer has brought up to date.
  const beside = StoreThread.prepare(path, 'reader', marks)
  let writer: StoreThread
  try {
    writer = await StoreThread.prepare(path, 'writer', marks).open()
  } catch (error) {
    await beside.abandon()
    throw error
  }
  const reader = await beside.open().catch(async (error: unknown) => {
    await writer.close()
    throw error
  })
  return {
    call: (operation, input, options) =>
      (operation in readOperations ? reader : writer).call(operation, input, options),
    close: async () => {
      // What was counted is there at the next start, if nothing was written since.
      await reader
        .call('knownFigures', null)
        .then((figures) => writer.call('saveFigures', figures))
        .catch(() => undefined)
      await reader.close()
      await writer.close()
    },
  }
}

/**
 * Opens a thread beside a store's own, on the same database: what looks at a great many objects, or tries something on a copy, makes nobody
 * else wait.
 */
export const openBeside = (path: string): Promise<StoreBeside> => StoreThread.prepare(path, 'trial').open()

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
  progress: ((done: number, total: number) => void) | undefined
}

class StoreThread implements StoreBeside {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #next = 1

  /** Starts a thread, which loads its code; it opens the database when it is told to. */
  static prepare(
    path: string,
    role: 'writer' | 'reader' | 'trial',
    marks = newMarks(),
  ): { open(): Promise<StoreThread>; abandon(): Promise<void> } {
    const worker = new Worker(workerFile(), {
      workerData: { path, role, marks },
      name: `store-${role}`,
      execArgv: execArgv(),
      // Batches die young: with room for a whole one, the collector does not promote them.
      ...(role === 'writer' ? { resourceLimits: { maxYoungGenerationSizeMb: 48 } } : {}),
    })
    const failed = new Promise<never>((_, reject) => worker.once('error', reject))
    // Told to whoever opens; a thread that is abandoned has nobody to tell.
    failed.catch(() => {})
    return {
      async open() {
        const opened = new Promise<void>((resolve, reject) => {
          worker.once('message', (message: { ready?: true; failed?: PortableError }) => {
            if (message.failed === undefined) resolve()
            else reject(revive(message.failed))
          })
        })
        worker.postMessage('open')
        await Promise.race([opened, failed])
        return new StoreThread(worker)
      },
      abandon: async () => void (await worker.terminate()),
    }
  }

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on(
      'message',
      (message: { id: number; output?: unknown; error?: PortableError; progress?: [number, number] }) => {
        const pending = this.#pending.get(message.id)
        if (pending === undefined) return
        if (message.progress !== undefined) return pending.progress?.(...message.progress)
        this.#pending.delete(message.id)
        if (message.error === undefined) pending.resolve(message.output)
        else pending.reject(revive(message.error))
      },
    )
    worker.on('error', (error) => this.#fail(error as Error))
    worker.on('exit', () =>
      this.#fail(
        new StoreError(
          'store-damaged',
          'the store has stopped',
          'Open the workspace again: everything saved is there',
        ),
      ),
    )
  }

  call<K extends OperationName>(
    operation: K,
    input: InputOf<K>,
    options?: StoreCallOptions,
  ): Promise<OutputOf<K>>
  call<K extends BesideName>(
    operation: K,
    input: BesideInput<K>,
    options?: StoreCallOptions,
  ): Promise<BesideOutput<K>>
  call(operation: string, input: unknown, options: StoreCallOptions = {}): Promise<unknown> {
    const id = this.#next++
    const cancel = options.signal === undefined ? undefined : new SharedArrayBuffer(4)
    if (cancel !== undefined && options.signal !== undefined) {
      const flag = new Int32Array(cancel)
      if (options.signal.aborted) Atomics.store(flag, 0, 1)
      else options.signal.addEventListener('abort', () => Atomics.store(flag, 0, 1), { once: true })
    }
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        resolve: resolve as (value: unknown) => void,
        reject,
        progress: options.progress,
      })
      this.#worker.postMessage({ id, operation, input, cancel })
    })
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#worker.postMessage('close')
    await ended
  }

  #fail(error: Error): void {
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
  }
}

interface PortableError {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly advice?: string
  readonly stack?: string
}

function revive(error: PortableError): Error {
  if (error.name === 'StoreError')
    return new StoreError(error.code as StoreError['code'], error.message, error.advice ?? '')
  return Object.assign(new Error(error.message), { name: error.name, code: error.code, stack: error.stack })
}

function execArgv(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < 22 || (major === 22 && minor < 18)
    ? ['--experimental-strip-types', '--no-warnings']
    : ['--no-warnings']
}
