import { X509Certificate } from 'node:crypto'
import { type Element, elements, oidText, stringText, tags } from './der.ts'
import { thumbprint } from './thumbprint.ts'

/** One part of a name: the object identifier of its type, and its text. */
export interface NamePart {
  readonly oid: string
  readonly value: string
}

/** Names beside the subject's, from the extension "subject alternative name" or "issuer alternative name". */
export interface AlternativeNames {
  readonly email?: string
  readonly dns?: string
  readonly url?: string
  /** The user principal name of Windows. */
  readonly upn?: string
}

export interface Certificate {
  readonly version: number
  /** Hexadecimal, as the certificate holds it. */
  readonly serialNumber: string
  readonly signatureAlgorithm: string
  readonly issuer: readonly NamePart[][]
  readonly subject: readonly NamePart[][]
  readonly notBefore: Date
  readonly notAfter: Date
  readonly keyAlgorithm: string
  /** Hexadecimal; '' when the algorithm has none. */
  readonly keyParameters: string
  readonly criticalExtensions: readonly string[]
  readonly subjectNames: AlternativeNames
  readonly issuerNames: AlternativeNames
  /** SHA-1 over the whole, hexadecimal. */
  readonly thumbprint: string
}

const subjectAlternativeName = '2.5.29.17'
const issuerAlternativeName = '2.5.29.18'
const userPrincipalName = '1.3.6.1.4.1.311.20.2.3'

/**
 * Reads an X.509 certificate, whether its bytes are DER or the Base64 text of DER, with or without its BEGIN line. OpenSSL decides
 * whether it is one; what Node does not tell of it is read from the DER that OpenSSL has accepted.
 * @returns undefined when it is none
 */
export function readCertificate(bytes: Buffer): Certificate | undefined {
  const found = parse(bytes) ?? parse(Buffer.from(bytes.toString('latin1'), 'base64'))
  if (!found) return undefined
  const body = elements(elements(elements(found.raw)[0]?.content ?? found.raw)[0]?.content ?? found.raw)
  const hasVersion = body[0]?.tag === 0xa0
  const fields = hasVersion ? body.slice(1) : body
  const [serial, signature, issuer, , subject, key] = fields as [
    Element,
    Element,
    Element,
    Element,
    Element,
    Element,
  ]
  const [keyOid, keyParameters] = elements(elements(key.content)[0]!.content)
  const extensions = extensionsIn(fields)
  return {
    version: hasVersion ? (elements(body[0]!.content)[0]!.content.at(-1) ?? 0) + 1 : 1,
    serialNumber: hex(serial.content),
    signatureAlgorithm: oidText(elements(signature.content)[0]!.content),
    issuer: nameParts(issuer),
    subject: nameParts(subject),
    notBefore: found.validFromDate,
    notAfter: found.validToDate,
    keyAlgorithm: oidText(keyOid!.content),
    keyParameters: keyParameters ? hex(keyParameters.whole) : '',
    criticalExtensions: extensions.filter(({ critical }) => critical).map(({ oid }) => oid),
    subjectNames: alternativeNames(extensions.find(({ oid }) => oid === subjectAlternativeName)?.value),
    issuerNames: alternativeNames(extensions.find(({ oid }) => oid === issuerAlternativeName)?.value),
    thumbprint: thumbprint(found.raw),
  }
}

function parse(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase()
}

function nameParts(name: Element): NamePart[][] {
  return elements(name.content).map((set) =>
    elements(set.content).map((part) => {
      const [oid, value] = elements(part.content)
      return { oid: oidText(oid!.content), value: value ? stringText(value) : '' }
    }),
  )
}

interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer
}

function extensionsIn(fields: readonly Element[]): Extension[] {
  const last = fields.find(({ tag }) => tag === 0xa3)
  const list = last && elements(last.content)[0]
  return elements(list?.content ?? Buffer.alloc(0)).map((extension) => {
    const [oid, ...rest] = elements(extension.content)
    return {
      oid: oidText(oid!.content),
      critical: rest[0]?.tag === tags.boolean && rest[0].content[0] !== 0,
      value: rest.at(-1)?.content ?? Buffer.alloc(0),
    }
  })
}

/** The first name of each kind. */
function alternativeNames(extension: Buffer | undefined): AlternativeNames {
  const names = elements(elements(extension ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0))
  const first = (tag: number) => names.find((name) => name.tag === tag)?.content.toString('latin1')
  const others = names.filter(({ tag }) => tag === 0xa0).map(({ content }) => elements(content))
  const principal = others.find(([oid]) => oid && oidText(oid.content) === userPrincipalName)?.[1]
  const text = principal && elements(principal.content)[0]
  return {
    ...optional('email', first(0x81)),
    ...optional('dns', first(0x82)),
    ...optional('url', first(0x86)),
    ...optional('upn', text && stringText(text)),
  }
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>)
}
