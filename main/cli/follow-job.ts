import type { Client } from '../../preload/contract/client.ts'
import type { JobProgress, JobRequest, JobSnapshot } from '../../preload/contract/jobs.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Terminal } from './terminal.ts'

/**
 * Starts a job, prints a line for each step and system that ends, and waits. Ctrl+C cancels the job and waits for it to stop.
 * @throws JoineryError with the job's error; with exit code 3 when a limit stopped it
 */
export async function followJob(
  client: Client,
  terminal: Terminal,
  request: JobRequest,
): Promise<JobSnapshot> {
  const { id } = await client.call('jobs.start', request)
  const cancel = (): void => void client.call('jobs.cancel', { id })
  process.on('SIGINT', cancel)
  try {
    const job = await watch(client, terminal, id)
    if (job.state === 'done') return job
    if (job.state === 'cancelled')
      throw new JoineryError('cancelled', job.message, {
        advice: 'Run the command again: it goes on where it was',
        exitCode: 1,
      })
    throw new JoineryError(job.error?.code ?? 'failed', job.error?.message ?? job.message, {
      advice: job.error?.advice ?? 'See the message above',
      ...(job.state === 'stopped' ? { exitCode: 3 } : {}),
      ...(job.error?.where === undefined ? {} : { where: job.error.where }),
    })
  } finally {
    process.off('SIGINT', cancel)
  }
}

function watch(client: Client, terminal: Terminal, id: string): Promise<JobSnapshot> {
  const printer = new ProgressPrinter(terminal)
  return new Promise((resolve, reject) => {
    client.watch(
      'jobs.watch',
      { id },
      {
        event: (event) => {
          if (event.type === 'progress') printer.progress(event.progress)
          else if (event.type === 'message') printer.message(event.message)
          else if (event.type === 'paused')
            printer.message(event.paused ? 'Paused between two objects' : 'Going on')
          else if (event.type === 'snapshot') {
            printer.end()
            for (const progress of event.job.progress) printer.progress(progress)
          } else {
            printer.end()
            resolve(event.job)
          }
        },
        error: reject,
      },
    )
  })
}

/** One line a step and system; it is rewritten in place while it runs on a terminal. */
class ProgressPrinter {
  readonly #terminal: Terminal
  readonly #live = process.stderr.isTTY === true
  #open: JobProgress | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  progress(progress: JobProgress): void {
    if (
      this.#open !== undefined &&
      (this.#open.step !== progress.step || this.#open.system !== progress.system)
    )
      this.end()
    this.#open = progress
    if (this.#live) process.stderr.write(`\r\u001b[K${describe(progress)}`)
  }

  message(text: string): void {
    this.end()
    this.#terminal.line(`  ${text}`)
  }

  end(): void {
    if (this.#open === undefined) return
    if (this.#live) process.stderr.write('\r\u001b[K')
    this.#terminal.line(describe(this.#open))
    this.#open = undefined
  }
}

const verbs = {
  import: 'read',
  synchronize: 'evaluated',
  review: 'decided',
  export: 'written',
  confirm: 'read back',
  report: 'reported',
  prune: 'moved',
} as const

function describe({ step, system, done, total, failed }: JobProgress): string {
  const of = total !== null && total !== done ? ` of ${number(total)}` : ''
  return `  ${step.padEnd(12)}${(system ?? '').padEnd(14)}${number(done)}${of} ${verbs[step]}${failed > 0 ? `, ${number(failed)} failed` : ''}`
}
