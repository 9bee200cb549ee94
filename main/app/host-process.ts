import { pino } from 'pino'
import { createHost } from '../host/create-host.ts'
import { runHostLoop } from './host-loop.ts'

/** Entry of the utility process: connector I/O and the store live here, apart from the window and its main process. */
const log = pino({ name: 'joinery-host' }, pino.destination(2))

runHostLoop({
  parent: process.parentPort,
  open: (start) => createHost({ ...start, log }),
  report: (error, method) => log.warn({ err: error, method }, 'a request failed'),
  exit: (code) => process.exit(code),
})
