import { EventEmitter } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type MessagePortMain, openParcel, pack } from './ports.ts'
import { state } from './state.ts'

interface ForkOptions {
  serviceName?: string
  env?: NodeJS.ProcessEnv
}

/** A utility process as a worker thread: a separate event loop with `process.parentPort`, which can be killed. */
class UtilityProcess extends EventEmitter {
  readonly options: ForkOptions
  readonly pid = process.pid
  readonly #worker: Worker

  constructor(modulePath: string, options: ForkOptions) {
    super()
    this.options = options
    this.#worker = new Worker(new URL('./child.ts', import.meta.url), {
      workerData: { modulePath },
      env: options.env ?? process.env,
      execArgv: process.features.typescript ? [] : ['--experimental-strip-types'],
    })
    this.#worker.on('online', () => this.emit('spawn'))
    this.#worker.on('message', (raw) => this.emit('message', openParcel(raw).data))
    // A throw ends a process with a code; it does not reach its parent as an exception.
    this.#worker.on('error', () => {})
    this.#worker.on('exit', (code) => this.emit('exit', code))
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => port.release())
    this.#worker.postMessage(pack(message, ports), ports)
  }

  kill(): boolean {
    void this.#worker.terminate()
    return true
  }
}

export const utilityProcess = {
  fork(modulePath: string, _args: string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!state.isReady) throw new Error('utilityProcess cannot be created before app is ready.')
    const child = new UtilityProcess(modulePath, options)
    state.children.push(child as unknown as (typeof state.children)[number])
    return child
  },
}
