import './without-eval.ts'
import type { Channel } from '../../preload/contract/channel.ts'
import { ContractError } from '../../preload/contract/client.ts'
import { t } from '../language/text.ts'
import { type Bridge, bridge } from './bridge.ts'
import { portChannel } from './port-channel.ts'
import { openSocketChannel } from './socket-channel.ts'

export type ConnectionState = 'connecting' | 'connected' | 'lost'

const portTimeout = 30_000
const keyName = 'joinery-key'

/**
 * Connects the page to its host: through the desktop's port, or the WebSocket of the browser host. `onState` hears
 * `lost` when the connection ends; the page then says so, and connects again by calling this once more. Rejects with
 * a ContractError: `not-admitted` when the browser host refuses, `connection-lost` when the desktop gives no port.
 */
export async function connect(onState: (state: ConnectionState) => void = () => {}): Promise<Channel> {
  onState('connecting')
  try {
    const desktop = bridge()
    const channel = desktop ? await requestPort(desktop) : await openSocket()
    onState('connected')
    return announceLoss(channel, onState)
  } catch (error) {
    onState('lost')
    throw error
  }
}

function requestPort(desktop: Bridge): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', receive)
      reject(
        new ContractError({
          code: 'connection-lost',
          message: t('The desktop window got no connection to its host.'),
          advice: t('Reload the window; if it stays, start Joinery again.'),
        }),
      )
    }, portTimeout)
    function receive(message: MessageEvent) {
      const [port] = message.ports
      if (!isFromBridge(message, 'joinery:port') || !port) return
      clearTimeout(timer)
      window.removeEventListener('message', receive)
      resolve(endWithHost(portChannel(port)))
    }
    window.addEventListener('message', receive)
    desktop.requestPort()
  })
}

/** Closes the channel when the desktop says that the host process is gone. */
function endWithHost(channel: Channel): Channel {
  const receive = (message: MessageEvent) => {
    if (!isFromBridge(message, 'joinery:host-lost')) return
    window.removeEventListener('message', receive)
    channel.close()
  }
  window.addEventListener('message', receive)
  return channel
}

/** The preload script posts from this very window; another frame or window has another source. */
function isFromBridge(message: MessageEvent, data: string): boolean {
  return message.source === window && message.origin === window.location.origin && message.data === data
}

async function openSocket(): Promise<Channel> {
  try {
    return await openSocketChannel(`ws://${window.location.host}/socket`, takeKey())
  } catch {
    throw new ContractError({
      code: 'not-admitted',
      message: t('The Joinery host does not answer, or does not admit this browser.'),
      advice: t('See that `joinery serve` still runs, and open the address it prints.'),
    })
  }
}

/** The key comes once behind `#`; later loads find it in the storage of this origin. */
function takeKey(): string {
  const { hash, pathname } = window.location
  const key = new URLSearchParams(hash.slice(1)).get('key')
  if (key) {
    window.localStorage.setItem(keyName, key)
    window.history.replaceState(null, '', pathname)
  }
  return window.localStorage.getItem(keyName) ?? ''
}

function announceLoss(channel: Channel, onState: (state: ConnectionState) => void): Channel {
  let lost = false
  let listener: (() => void) | undefined
  channel.closed(() => {
    lost = true
    onState('lost')
    listener?.()
  })
  return {
    ...channel,
    closed(next) {
      if (lost) next()
      else listener = next
    },
  }
}
