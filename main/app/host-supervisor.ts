import type { MessagePortMain, UtilityProcess } from 'electron'
import type { ErrorShape } from '../../preload/contract/frame.ts'
import { fromHost, type ToHost } from './host-messages.ts'
import type { JobNews } from './job-news.ts'

export interface SupervisorOptions {
  fork(): UtilityProcess
  /** The first message to a new process, with a fresh port for secrets. */
  startMessage(): { message: ToHost; ports: MessagePortMain[] }
  /** The process is gone unexpectedly; it is being started again. */
  lost(): void
  /** The workspace does not open, or the process died too often: nothing is started any more. */
  givenUp(error: ErrorShape): void
  /** How far the job is that runs, or how it ended. */
  news(news: JobNews): void
  /** Milliseconds before a process is started again. */
  readonly delay?: number
  /** Milliseconds that a process has for closing its workspace before it is killed. */
  readonly patience?: number
}

export interface HostSupervisor {
  start(): void
  /** Gives a page's port to the process that runs, or to the next one. */
  connect(port: MessagePortMain): void
  /** Lets the process close its workspace, and resolves when it has ended. */
  close(): Promise<void>
}

/** Deaths within a minute after which starting again is no help. */
const deathsAllowed = 5
const minute = 60_000

const diesAgain: ErrorShape = {
  code: 'host-died',
  message: 'The process that works on the workspace ended five times within a minute.',
  advice: 'Start Joinery again. Nothing that was recorded is lost; if it stays, the log says more.',
}

/** Keeps one host process running. */
export function superviseHost(options: SupervisorOptions): HostSupervisor {
  const { delay = 500, patience = 5_000 } = options
  let child: UtilityProcess | undefined
  let early: MessagePortMain[] = []
  let deaths: number[] = []
  let isOver = false
  let restart: NodeJS.Timeout | undefined

  function start(): void {
    const process = options.fork()
    child = process
    process.on('message', (raw: unknown) => {
      const parsed = fromHost.safeParse(raw)
      if (!parsed.success) return
      if (parsed.data.type === 'failed') giveUp(parsed.data.error)
      else if (parsed.data.type === 'job') options.news(parsed.data)
    })
    process.on('exit', () => {
      child = undefined
      if (!isOver) died()
    })
    const { message, ports } = options.startMessage()
    process.postMessage(message, ports)
    for (const port of early) process.postMessage({ type: 'page' } satisfies ToHost, [port])
    early = []
  }

  function died(): void {
    const now = Date.now()
    deaths = [...deaths.filter((time) => time > now - minute), now]
    options.lost()
    if (deaths.length >= deathsAllowed) giveUp(diesAgain)
    else restart = setTimeout(start, delay)
  }

  function giveUp(error: ErrorShape): void {
    if (isOver) return
    isOver = true
    options.givenUp(error)
  }

  return {
    start,
    connect(port) {
      if (isOver) port.close()
      else if (child) child.postMessage({ type: 'page' } satisfies ToHost, [port])
      else early.push(port)
    },
    close() {
      isOver = true
      clearTimeout(restart)
      const process = child
      if (!process) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(() => process.kill(), patience)
        process.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        process.postMessage({ type: 'close' } satisfies ToHost)
      })
    },
  }
}
