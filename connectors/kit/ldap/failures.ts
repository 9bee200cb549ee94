import { ConnectorError } from '../../spi/error.ts'

/** The connection ended while it was needed. */
export function connectionLost(where: string, why: string): ConnectorError {
  return new ConnectorError('connection', `The connection to ${where} was lost: ${why}`, {
    advice:
      'Check the server, the network and firewalls between here and there, then start the step again: it goes on from where it was',
    where,
    system: why,
  })
}

const words: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Check the host and the port, and that the server runs'],
  ENOTFOUND: ['the name is not known', 'Check the host name and the DNS server of this machine'],
  EAI_AGAIN: ['the name could not be looked up', 'Check the DNS server of this machine'],
  EHOSTUNREACH: ['there is no way to it', 'Check the network, the VPN and firewalls'],
  ENETUNREACH: ['there is no way to it', 'Check the network, the VPN and firewalls'],
  ECONNRESET: [
    'it hangs up',
    'Check that the port speaks what security says: 636 ldaps, 389 starttls; the server may also have no certificate for LDAPS yet',
  ],
  ETIMEDOUT: ['it does not answer', 'Check the host, the network and firewalls'],
}

/** No connection came about. `error` is what the socket said. */
export function connectFailed(where: string, error: NodeJS.ErrnoException): ConnectorError {
  const code = error.code ?? error.message
  const [why, advice] =
    words[code] ??
    (isTlsTrouble(error)
      ? [
          `the TLS handshake failed: ${code}`,
          'Check that the port speaks TLS (636 for ldaps), and which TLS versions the server allows; 1.2 is the least accepted here',
        ]
      : [code, 'Check the host, the port and the network'])
  return new ConnectorError('connection', `${where} cannot be reached: ${why}`, {
    advice,
    where,
    system: code,
  })
}

function isTlsTrouble(error: NodeJS.ErrnoException): boolean {
  return /^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(error.code ?? '')
}
