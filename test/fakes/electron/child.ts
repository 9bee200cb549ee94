import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { openParcel } from './ports.ts'

/** What runs first in a fake utility process: gives it `process.parentPort`, then runs its module. */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    parentPort?.postMessage(message)
  }
}

const port = new ParentPort()
Object.assign(process, { parentPort: port })
// Messages that came before the module listens wait, as in Electron.
await import(pathToFileURL(workerData.modulePath).href)
parentPort?.on('message', (raw: unknown) => port.emit('message', openParcel(raw)))
