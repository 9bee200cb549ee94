import type { PeerCertificate } from 'node:tls'
import { ConnectorError, type SeenCertificate } from '../../spi/error.ts'

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

/** Certificates that are not what they should be: `code` is what the verification said. */
export function certificateRefused(
  where: string,
  certificate: PeerCertificate,
  code: string,
  now: number,
): ConnectorError {
  const { fingerprint256, valid_to, valid_from } = certificate
  const pin = `Compare the SHA-256 fingerprint ${fingerprint256} with the server's own certificate; when it is the same, set pinnedFingerprint to it`
  const make = (why: string, advice: string) =>
    new ConnectorError('connection', `The certificate of ${where} is not accepted: ${why}`, {
      advice,
      where,
      system: code,
      certificate: seen(certificate),
    })
  if (code === 'CERT_HAS_EXPIRED' || Date.parse(valid_to) < now)
    return make(
      `it expired on ${day(valid_to)}`,
      `Renew the certificate on the server, then try again (it is ${nameOf(certificate)})`,
    )
  if (code === 'CERT_NOT_YET_VALID')
    return make(
      `it is valid only from ${day(valid_from)} on`,
      'Check the clocks of the server and of this machine',
    )
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return make(
      `it is for ${certificate.subjectaltname ?? nameOf(certificate)}, not for this host`,
      `Enter the host by a name the certificate holds. ${pin}`,
    )
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return make(
      `${nameOf(certificate)} signed it itself (SHA-256 ${fingerprint256})`,
      `${pin}; or give the certificate as caFile`,
    )
  return make(
    `it is signed by ${certificate.issuer?.CN ?? 'an authority'}, which this machine does not trust (${code}; SHA-256 ${fingerprint256})`,
    `Give the company's certificate authority as caFile. ${pin}`,
  )
}

/** The pinned certificate is not the one the server shows. */
export function pinMismatch(where: string, certificate: PeerCertificate): ConnectorError {
  const { fingerprint256 } = certificate
  return new ConnectorError(
    'connection',
    `${where} shows another certificate than the pinned one: ${nameOf(certificate)}, SHA-256 ${fingerprint256}`,
    {
      advice:
        'Find out whether the server has a new certificate. If so, set pinnedFingerprint to the new fingerprint; if not, somebody is between here and the server',
      where,
      certificate: seen(certificate),
    },
  )
}

const seen = (certificate: PeerCertificate): SeenCertificate => ({
  subject: nameOf(certificate),
  issuer: String(certificate.issuer?.CN ?? 'an authority without a name'),
  fingerprint: certificate.fingerprint256,
  validFrom: certificate.valid_from,
  validTo: certificate.valid_to,
  pinnedBy: 'pinnedFingerprint',
})

function day(date: string): string {
  const at = Date.parse(date)
  return Number.isNaN(at) ? date : new Date(at).toISOString().slice(0, 10)
}

function nameOf({ subject }: PeerCertificate): string {
  return String(subject?.CN ?? 'a certificate without a name')
}
