import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A network between here and a server that can fail: each connection may be cut after so many bytes of the server. */
export interface CuttingProxy {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Connections, open and new ones, are cut when the server has sent this many bytes more. */
  cutAfter(bytes: number): void
  /** Connections are cut when the client has sent this many bytes more; the server gets them all. */
  cutAfterSent(bytes: number): void
  /** From now on nothing is cut. */
  heal(): void
  /** Bytes that the server has sent. */
  readonly received: number
  /** How many connections were cut. */
  readonly cuts: number
  close(): Promise<void>
}

export async function cuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  let fromServer = Number.POSITIVE_INFINITY
  let fromClient = Number.POSITIVE_INFINITY
  let cuts = 0
  let received = 0
  const server = createServer((client) => {
    const upstream = connect(target)
    const hangUp = () => {
      client.destroy()
      upstream.destroy()
    }
    const cut = () => {
      cuts++
      hangUp()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', hangUp).on('close', () => {
        open.delete(socket)
        hangUp()
      })
    }
    upstream.on('data', (chunk) => {
      fromServer -= chunk.length
      received += chunk.length
      if (fromServer < 0) cut()
      else client.write(chunk)
    })
    client.on('data', (chunk) => {
      fromClient -= chunk.length
      // What was sent arrives; its answer does not.
      if (fromClient < 0) upstream.write(chunk, () => setTimeout(cut, 30))
      else upstream.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter(bytes) {
      fromServer = bytes
    },
    cutAfterSent(bytes) {
      fromClient = bytes
    },
    heal() {
      fromServer = Number.POSITIVE_INFINITY
      fromClient = Number.POSITIVE_INFINITY
    },
    get received() {
      return received
    },
    get cuts() {
      return cuts
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
