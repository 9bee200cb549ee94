import type { MessageEvent, MessagePortMain, ParentPort } from 'electron'
import type { Channel } from '../../preload/contract/channel.ts'
import { toErrorShape } from '../host/error-shape.ts'
import type { Host } from '../host/port.ts'
import { type ReportError, serve } from '../host/serve.ts'
import type { SecretStore } from '../secrets/port.ts'
import { type FromHost, toHost } from './host-messages.ts'
import { followJobs } from './job-news.ts'
import { mainPortChannel } from './port-channel.ts'
import { remoteSecrets } from './secret-port.ts'

export interface HostStart {
  readonly workspaceDir: string
  readonly user: string
  readonly secrets: SecretStore
}

export interface HostLoopOptions {
  readonly parent: ParentPort
  open(start: HostStart): Promise<Host>
  readonly report: ReportError
  exit(code: number): void
}

/** The life of the host process: opens the workspace it is told, serves one page at a time, closes when told. */
export function runHostLoop({ parent, open, report, exit }: HostLoopOptions): void {
  let host: Promise<Host> | undefined
  let page: Channel | undefined
  const ended = new AbortController()

  const tell = (message: FromHost) => parent.postMessage(message)

  async function start(options: HostStart): Promise<void> {
    try {
      host = open(options)
      const opened = await host
      tell({ type: 'ready' })
      void followJobs(opened, tell, ended.signal).catch((error: unknown) => report(error, 'job-news'))
    } catch (error) {
      report(error, 'start')
      tell({ type: 'failed', error: toErrorShape(error) })
      // Let the message leave before the process does.
      setTimeout(() => exit(1), 100)
    }
  }

  async function servePage(port: MessagePortMain): Promise<void> {
    page?.close()
    const channel = mainPortChannel(port)
    page = channel
    // Frames that come before the workspace is open wait in the channel. `start` reports when it does not open.
    const opened = await host?.catch(() => undefined)
    if (opened) serve(opened, channel, report)
    else channel.close()
  }

  async function close(): Promise<void> {
    page?.close()
    ended.abort()
    const opened = await host?.catch(() => undefined)
    await opened?.close().catch((error: unknown) => report(error, 'close'))
    exit(0)
  }

  parent.on('message', ({ data, ports }: MessageEvent) => {
    const parsed = toHost.safeParse(data)
    if (!parsed.success) return
    const message = parsed.data
    const [port] = ports
    if (message.type === 'close') void close()
    else if (message.type === 'page' && port) void servePage(port)
    else if (message.type === 'start' && port && !host) {
      const { workspaceDir, user, secrets } = message
      void start({ workspaceDir, user, secrets: remoteSecrets(port, describe(secrets)) })
    }
  })
}

function describe({
  kind,
  encrypted,
  warning,
}: (ReturnType<typeof toHost.parse> & { type: 'start' })['secrets']) {
  return { kind, encrypted, ...(warning !== undefined && { warning }) }
}
