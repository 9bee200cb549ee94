import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A cable between a client and a server on loopback, which can be cut and mended. */
export interface Cable {
  readonly port: number
  /** Ends every connection and takes no new one: at once, or when so many bytes more went up (to the server) or down. */
  cut(after?: { readonly up?: number; readonly down?: number }): void
  mend(): void
  close(): Promise<void>
}

export async function layCable(target: number, host = '127.0.0.1'): Promise<Cable> {
  const sockets = new Set<Socket>()
  let whole = true
  const left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY }
  const sever = () => {
    whole = false
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    if (!whole) return void client.destroy()
    const onward = connect(target, host)
    for (const socket of [client, onward]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        onward.destroy()
      })
    }
    const carry = (from: Socket, to: Socket, way: 'up' | 'down') =>
      from.on('data', (chunk: Buffer) => {
        left[way] -= chunk.length
        if (left[way] < 0) sever()
        else to.write(chunk)
      })
    carry(client, onward, 'up')
    carry(onward, client, 'down')
  }).listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    cut(after) {
      if (after === undefined) sever()
      else Object.assign(left, after)
    },
    mend() {
      whole = true
      Object.assign(left, { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY })
    },
    async close() {
      server.close()
      sever()
      await once(server, 'close')
    },
  }
}
