import type { EventEmitter } from 'node:events'

/** Whoever reads the output may stop before its end, as `head` and `less` do. What is under way goes on to its own end: it may be an export. */
export function outliveReader(output: EventEmitter): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
