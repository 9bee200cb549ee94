import type { PeerCertificate } from 'node:tls'
import { ConnectorError, type SeenCertificate } from '../../spi/error.ts'

/** Certificates that are not what they should be: `code` is what the verification said. */
export function certificateRefused(
  where: string,
  certificate: PeerCertificate,
  code: string,
  now: number,
  pinField = 'pinnedFingerprint',
): ConnectorError {
  const { fingerprint256, valid_to, valid_from } = certificate
  const pin = `Compare the SHA-256 fingerprint ${fingerprint256} with the server's own certificate; when it is the same, set ${pinField} to it`
  const make = (why: string, advice: string) =>
    new ConnectorError('connection', `The certificate of ${where} is not accepted: ${why}`, {
      advice,
      where,
      system: code,
      certificate: seen(certificate, pinField),
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
export function pinMismatch(
  where: string,
  certificate: PeerCertificate,
  pinned: string,
  pinField = 'pinnedFingerprint',
): ConnectorError {
  const { fingerprint256 } = certificate
  return new ConnectorError(
    'connection',
    `${where} shows another certificate than the pinned one: ${nameOf(certificate)}, SHA-256 ${fingerprint256}, where ${colons(pinned)} is pinned`,
    {
      advice: `Find out whether the server has a new certificate. If so, set ${pinField} to the new fingerprint; if not, somebody is between here and the server`,
      where,
      certificate: seen(certificate, pinField),
    },
  )
}

/** `AB:CD:…`, however it was written. */
const colons = (fingerprint: string): string => (hexOf(fingerprint).match(/../g) ?? []).join(':')

export const hexOf = (fingerprint: string): string => fingerprint.replace(/[^0-9A-Fa-f]/g, '').toUpperCase()

const seen = (certificate: PeerCertificate, pinnedBy: string): SeenCertificate => ({
  subject: nameOf(certificate),
  issuer: String(certificate.issuer?.CN ?? 'an authority without a name'),
  fingerprint: certificate.fingerprint256,
  validFrom: certificate.valid_from,
  validTo: certificate.valid_to,
  pinnedBy,
})

function day(date: string): string {
  const at = Date.parse(date)
  return Number.isNaN(at) ? date : new Date(at).toISOString().slice(0, 10)
}

function nameOf({ subject }: PeerCertificate): string {
  return String(subject?.CN ?? 'a certificate without a name')
}
