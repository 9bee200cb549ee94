import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { MessagePortMain } from '../ports.ts'
import { Tunnel } from './tunnel.ts'
import type { FromUtility, ToUtility } from './utility-process.ts'

/** What runs first in a utility process: gives it `process.parentPort`, then runs the module it was forked for. */
class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    send({ kind: 'message', data })
  }
}

function send(message: FromUtility): void {
  if (process.connected) process.send?.(message)
}

const tunnel = new Tunnel('child', send)
const port = new ParentPort()
Object.assign(process, { parentPort: port })

/** Messages that came before the module listens wait, as in Electron. */
let early: ToUtility[] | undefined = []

function receive(message: ToUtility): void {
  if (early) early.push(message)
  else if (message.kind === 'message')
    port.emit('message', {
      data: message.data,
      ports: message.ports.map((name) => new MessagePortMain(tunnel.take(name))),
    })
  else tunnel.receive(message)
}

process.on('message', receive)
// A utility process does not outlive the application.
process.on('disconnect', () => process.exit(1))
await import(pathToFileURL(process.argv[2] as string).href)
const waiting = early
early = undefined
for (const message of waiting) receive(message)
