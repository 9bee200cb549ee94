import { trustOf } from '../kit/tls/config.ts'
import { SecureTransport } from '../kit/tls/request.ts'
import type { ScimConfig } from './config.ts'

/** How the service's addresses are reached where the settings judge its certificate. */
export interface Transports {
  /** Undefined where this machine's own trust decides. */
  of(url: string): SecureTransport | undefined
  close(): void
}

/**
 * A pinned certificate is that of the service: where its sign-in lives on another host, that one is judged by its authority as ever.
 * Throws ConnectorError `config` when the certificate file cannot be used.
 */
export function transportsOf(config: ScimConfig, workspaceDir: string): Transports {
  const timeout = config.requestTimeoutSeconds * 1000
  const { ca, pinnedFingerprint } = trustOf(config, workspaceDir)
  const own =
    pinnedFingerprint === undefined ? undefined : new SecureTransport({ timeout, pinnedFingerprint })
  const others = ca === undefined ? undefined : new SecureTransport({ timeout, ca })
  const origin = new URL(config.baseUrl).origin
  return {
    of(url) {
      if (!url.startsWith('https:')) return undefined
      return (new URL(url).origin === origin ? own : undefined) ?? others
    },
    close() {
      own?.close()
      others?.close()
    },
  }
}
