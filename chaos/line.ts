import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** From the server's side or the client's. */
export type Side = 'server' | 'client'

/** What becomes of a piece of the stream. */
export interface Handling {
  /** What is passed on in its place; nothing when it is undefined. */
  readonly pass?: Buffer
  /** Milliseconds before it is passed on. */
  readonly late?: number
  /** How its connection ends after it: at once, or with a proper goodbye. */
  readonly end?: 'reset' | 'goodbye'
}

/** Sees each piece before it is passed on; undefined passes it on as it is. */
export type Interference = (from: Side, piece: Buffer) => Handling | undefined

/** A line between a client and a server that counts what passes and can be interfered with. */
export interface Line {
  readonly port: number
  /** Bytes that came from either side since the line was opened. */
  readonly passed: number
  /** Those of them that the client sent. */
  readonly sent: number
  interfere(how: Interference | undefined): void
  /** Breaks what is connected and refuses what comes, until it is mended. */
  breakDown(): void
  mend(): void
  close(): Promise<void>
}

export async function lineTo(target: { readonly host: string; readonly port: number }): Promise<Line> {
  const open = new Set<Socket>()
  let passed = 0
  let sent = 0
  let whole = true
  let interference: Interference | undefined

  const server = createServer((client) => {
    if (!whole) {
      client.destroy()
      return
    }
    const upstream = connect(target)
    const hangUp = () => {
      client.destroy()
      upstream.destroy()
    }
    /** What one side says goes to the other in order, also where a piece of it comes late. */
    const carry = (from: Side, here: Socket, there: Socket) => {
      let before = Promise.resolve()
      const inTurn = (work: () => Promise<void> | void) => {
        before = before.then(work).catch(hangUp)
      }
      here.on('data', (piece: Buffer) => {
        passed += piece.length
        if (from === 'client') sent += piece.length
        const handling = interference?.(from, piece) ?? { pass: piece }
        inTurn(async () => {
          if (handling.late !== undefined) await new Promise((resolve) => setTimeout(resolve, handling.late))
          if (handling.pass !== undefined && !there.destroyed)
            await new Promise<void>((resolve) => there.write(handling.pass as Buffer, () => resolve()))
          if (handling.end === 'goodbye') {
            client.end()
            upstream.end()
          } else if (handling.end === 'reset') setTimeout(hangUp, 10)
        })
      })
      here.on('end', () => inTurn(() => void there.end()))
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', hangUp).on('close', () => open.delete(socket))
    }
    carry('client', client, upstream)
    carry('server', upstream, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakDown = () => {
    whole = false
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get passed() {
      return passed
    },
    get sent() {
      return sent
    },
    interfere(how) {
      interference = how
    },
    breakDown,
    mend() {
      whole = true
      interference = undefined
    },
    async close() {
      breakDown()
      server.close()
      await once(server, 'close')
    },
  }
}
