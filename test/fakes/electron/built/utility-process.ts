import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessagePortMain } from '../ports.ts'
import { state } from '../state.ts'
import { Tunnel, type TunnelMessage } from './tunnel.ts'

interface ForkOptions {
  serviceName?: string
  env?: NodeJS.ProcessEnv
}

/** What the main process tells a utility process, beside what goes through ports. */
export type ToUtility =
  | TunnelMessage
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly string[] }
export type FromUtility = TunnelMessage | { readonly kind: 'message'; readonly data: unknown }

/** A utility process that is a process: killing it gives back what the operating system gave it. */
class UtilityProcess extends EventEmitter {
  readonly options: ForkOptions
  readonly #process: ChildProcess
  readonly #tunnel: Tunnel

  constructor(modulePath: string, options: ForkOptions) {
    super()
    this.options = options
    this.#process = fork(fileURLToPath(new URL('./utility-child.ts', import.meta.url)), [modulePath], {
      env: options.env ?? process.env,
      serialization: 'advanced',
      execArgv: process.execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#tunnel = new Tunnel('main', (message) => this.#send(message))
    this.#process.on('spawn', () => this.emit('spawn'))
    this.#process.on('message', (message: FromUtility) => {
      if (message.kind === 'message') this.emit('message', message.data)
      else this.#tunnel.receive(message)
    })
    this.#process.on('exit', (code) => {
      this.#tunnel.close()
      this.emit('exit', code)
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  postMessage(data: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => this.#tunnel.give(port.release()))
    this.#send({ kind: 'message', data, ports })
  }

  kill(): boolean {
    return this.#process.kill()
  }

  #send(message: ToUtility): void {
    if (this.#process.connected) this.#process.send(message, () => {})
  }
}

export const utilityProcess = {
  fork(modulePath: string, _args: string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!state.isReady) throw new Error('utilityProcess cannot be created before app is ready.')
    const child = new UtilityProcess(modulePath, options)
    state.children.push(child as unknown as (typeof state.children)[number])
    child.on('exit', () => {
      state.children = state.children.filter((other) => (other as unknown) !== child)
    })
    return child
  },
}
