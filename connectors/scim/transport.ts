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
 * A pinned certificate is that of one host. Where the sign-in lives on another one than the service, that is judged by its authority or by a
 * pin of its own, and a refusal names the setting of that pin.
 * Throws ConnectorError `config` when the certificate file cannot be used.
 */
export function transportsOf(config: ScimConfig, workspaceDir: string): Transports {
  const timeout = config.requestTimeoutSeconds * 1000
  const { ca, pinnedFingerprint } = trustOf(config, workspaceDir)
  const trust = ca === undefined ? {} : { ca }
  const service = originOf(config.baseUrl)
  const login = config.tokenUrl === undefined ? service : originOf(config.tokenUrl)
  const others = ca === undefined ? undefined : new SecureTransport({ timeout, ca })
  const own = pinnedFingerprint === undefined ? others : new SecureTransport({ timeout, pinnedFingerprint })
  const signIn =
    login === service
      ? own
      : new SecureTransport({ timeout, ...trust, ...loginPin(config), pinField: 'tokenPinnedFingerprint' })
  return {
    of(url) {
      if (!url.startsWith('https:')) return undefined
      const origin = originOf(url)
      return origin === service ? own : origin === login ? signIn : others
    },
    close() {
      for (const transport of new Set([own, signIn, others])) transport?.close()
    },
  }
}

const originOf = (url: string): string => new URL(url).origin

const loginPin = ({ tokenPinnedFingerprint }: ScimConfig) =>
  tokenPinnedFingerprint === undefined ? {} : { pinnedFingerprint: tokenPinnedFingerprint }
