import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** Node gives a receiver no list of the ports that came along, so a message with ports travels in a parcel. */
const parcel = 'joinery-fake-parcel'

export interface PortMessage {
  data: unknown
  ports: MessagePortMain[]
}

export function pack(message: unknown, ports: MessagePort[]): unknown {
  return { [parcel]: message, ports }
}

export function openParcel(raw: unknown): PortMessage {
  if (typeof raw !== 'object' || raw === null || !(parcel in raw)) return { data: raw, ports: [] }
  const { ports } = raw as unknown as { ports: MessagePort[] }
  return { data: raw[parcel], ports: ports.map((port) => new MessagePortMain(port)) }
}

/** Electron's MessagePortMain over Node's MessagePort: events carry `data` and `ports`, nothing arrives before `start`. */
export class MessagePortMain extends EventEmitter {
  #port: MessagePort | undefined

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const port = this.#owned()
    const ports = transfer.map((moved) => moved.release())
    port.postMessage(ports.length > 0 ? pack(message, ports) : message, ports)
  }

  start(): void {
    this.#owned().on('message', (raw: unknown) => this.emit('message', openParcel(raw)))
  }

  close(): void {
    this.#port?.close()
  }

  /** Gives the port away; this object is of no use afterwards, like a transferred port. */
  release(): MessagePort {
    const port = this.#owned()
    this.#port = undefined
    port.removeAllListeners()
    return port
  }

  #owned(): MessagePort {
    if (!this.#port) throw new TypeError('Port at index 0 is already neutered')
    return this.#port
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortMain(port1)
    this.port2 = new MessagePortMain(port2)
  }
}
