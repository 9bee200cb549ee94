import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a server that a test can cut while the server lives on. */
export interface CuttableLine {
  readonly port: number
  /** Breaks what is connected and refuses what comes, until it is mended. */
  cut(): void
  mend(): void
  /** Holds what is sent to the server back for so long, in milliseconds. */
  slow(delay: number): void
  close(): Promise<void>
}

export async function lineTo(port: number): Promise<CuttableLine> {
  const open = new Set<Socket>()
  let whole = true
  let delay = 0
  const server = createServer((near) => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    far.pipe(near)
    near.on('data', (chunk) => {
      if (delay === 0) far.write(chunk)
      else setTimeout(() => far.write(chunk), delay)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    whole = false
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      whole = true
    },
    slow: (wanted) => {
      delay = wanted
    },
    close: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
