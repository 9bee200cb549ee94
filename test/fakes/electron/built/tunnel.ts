import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { openParcel, pack } from '../ports.ts'

/** What goes over the one pipe between two processes, for all ports that are open between them. */
export type TunnelMessage =
  | {
      readonly kind: 'port'
      readonly port: string
      readonly data: unknown
      readonly ports: readonly string[]
    }
  | { readonly kind: 'port-closed'; readonly port: string }

/**
 * Ports between processes, which Node cannot send: each has an end on both sides, and what comes in at one comes out at the other. `side`
 * keeps the names of both sides apart.
 */
export class Tunnel {
  readonly #ends = new Map<string, MessagePort>()
  readonly #side: string
  readonly #send: (message: TunnelMessage) => void
  #count = 0

  constructor(side: string, send: (message: TunnelMessage) => void) {
    this.#side = side
    this.#send = send
  }

  /** Gives a port to the other side; returns the name it has there. */
  give(port: MessagePort): string {
    this.#count += 1
    const name = `${this.#side}${this.#count}`
    this.#join(name, port)
    return name
  }

  /** The port that the other side gave under this name. */
  take(name: string): MessagePort {
    const { port1, port2 } = new MessageChannel()
    this.#join(name, port1)
    return port2
  }

  receive(message: TunnelMessage): void {
    const end = this.#ends.get(message.port)
    if (message.kind === 'port-closed') end?.close()
    else {
      const ports = message.ports.map((name) => this.take(name))
      end?.postMessage(ports.length > 0 ? pack(message.data, ports) : message.data, ports)
    }
  }

  /** The other side is gone. */
  close(): void {
    for (const end of this.#ends.values()) end.close()
  }

  #join(name: string, end: MessagePort): void {
    this.#ends.set(name, end)
    end.on('message', (raw: unknown) => {
      const { data, ports } = openParcel(raw)
      this.#send({ kind: 'port', port: name, data, ports: ports.map((port) => this.give(port.release())) })
    })
    end.on('close', () => {
      this.#ends.delete(name)
      this.#send({ kind: 'port-closed', port: name })
    })
  }
}
