import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openReader, openWriter } from './database.ts'
import { keepFigures, MarkingWriter } from './figures.ts'
import { readOperations, writeOperations } from './operations.ts'
import { trialOperations } from './trial/run-trial.ts'

/** A thread of the store: the one writer, a reader beside it, or the one that tries edited rules on a copy. */

interface Call {
  readonly id: number
  readonly operation: string
  readonly input: unknown
  readonly cancel: SharedArrayBuffer | undefined
}

const { path, role, marks } = workerData as {
  path: string
  role: 'writer' | 'reader' | 'trial'
  /** What the writer and the reader of a store share. */
  marks: Int32Array
}
const port = parentPort
if (port === null) throw new Error('the store runs in a worker thread')
port.once('message', () => open(port))

/** Told to once its database may be opened: its code is loaded by then. */
function open(port: MessagePort): void {
  try {
    const db = role === 'writer' ? openWriter(path) : openReader(path)
    const writer = role === 'writer' ? new MarkingWriter(db, marks) : undefined
    if (role === 'reader') keepFigures(db, marks)
    const more = role === 'writer' ? writeOperations : role === 'trial' ? trialOperations : {}
    const operations = { ...readOperations, ...more } as Record<
      string,
      (database: typeof db, input: unknown, control: unknown) => unknown
    >
    port.on('message', (call: Call | 'close') => {
      if (call === 'close') {
        db.close()
        port.close()
        return
      }
      const flag = call.cancel === undefined ? undefined : new Int32Array(call.cancel)
      let last = 0
      const control = {
        cancelled: () => flag !== undefined && Atomics.load(flag, 0) !== 0,
        progress: (done: number, total: () => number) => {
          const now = performance.now()
          if (now - last < 100) return
          last = now
          port.postMessage({ id: call.id, progress: [done, total()] })
        },
      }
      const fail = (error: unknown): void => port.postMessage({ id: call.id, error: portable(error) })
      try {
        const run = operations[call.operation]
        if (run === undefined) throw new Error(`the ${role} has no operation ${call.operation}`)
        const work = () => run(db, call.input, control)
        const output =
          writer === undefined || call.operation in readOperations
            ? work()
            : writer.run(call.operation, call.input, work)
        // Copying a database waits for the disk; all else is answered at once.
        if (output instanceof Promise)
          void output.then((value) => port.postMessage({ id: call.id, output: value }), fail)
        else port.postMessage({ id: call.id, output })
      } catch (error) {
        fail(error)
      }
    })
    port.postMessage({ ready: true })
  } catch (error) {
    port.postMessage({ failed: portable(error) })
  }
}

/** Errors lose their class on the way between threads; what matters is carried by name. */
function portable(error: unknown): Record<string, unknown> {
  const { name, message, code, advice, stack } = error as Error & { code?: string; advice?: string }
  return { name, message, code, advice, stack }
}
