import { fromBase64, toBase64 } from '../binary.ts'
import { toText } from '../conversion.ts'
import { type CallSite, entry, type FunctionEntry } from '../function-entry.ts'
import { any, binary, condition, text } from '../parameter.ts'
import { nameText, partOf, simpleName } from '../x500-name.ts'
import { type Certificate, readCertificate } from '../x509.ts'
import { exampleCertificate } from './example-certificate.ts'

const attributes = { userCertificate: exampleCertificate }

type Field = string | readonly string[] | undefined

/** One function of a certificate alone. */
function certificateField(
  name: string,
  documentation: string,
  result: Field,
  read: (certificate: Certificate) => Field,
): FunctionEntry {
  return entry({
    name,
    dialects: ['connect'],
    parameters: [binary('certificateRawData')],
    documentation,
    examples: [
      { expression: `${name}([userCertificate])`, attributes, ...(result === undefined ? {} : { result }) },
    ],
    call: ([bytes], site) => read(certificateIn(bytes, site)),
  })
}

function dateField(
  name: string,
  documentation: string,
  result: string,
  read: (certificate: Certificate) => Date,
): FunctionEntry {
  const iso = (certificate: Certificate) => read(certificate).toISOString().replace('.000Z', 'Z')
  return { ...certificateField(name, documentation, result, iso), returns: 'date' }
}

export const certificateFunctions: readonly FunctionEntry[] = [
  certificateField(
    'CertExtensionOids',
    'The object identifiers of all critical extensions.',
    ['2.5.29.15', '2.5.29.19'],
    ({ criticalExtensions }) => criticalExtensions,
  ),
  certificateField('CertFormat', 'The name of the format: X509.', 'X509', () => 'X509'),
  certificateField(
    'CertFriendlyName',
    "The alias of the certificate. Windows keeps it beside a certificate in its store, never inside, so that a directory's value has none.",
    undefined,
    () => undefined,
  ),
  certificateField(
    'CertHashString',
    'The SHA-1 hash of the certificate in hexadecimal.',
    '1193ABDA945CAEACC2B7AA07ABFDDC87752DF0ED',
    ({ thumbprint }) => thumbprint,
  ),
  certificateField(
    'CertIssuer',
    'The name of the authority that issued it.',
    'CN=Contoso CA, O="Contoso, Ltd.", C=US',
    ({ issuer }) => nameText(issuer),
  ),
  certificateField(
    'CertIssuerDN',
    'The distinguished name of the issuer.',
    'CN=Contoso CA, O="Contoso, Ltd.", C=US',
    ({ issuer }) => nameText(issuer),
  ),
  certificateField(
    'CertIssuerOid',
    'The object identifier of the issuer. A name has none in .NET either: no value.',
    undefined,
    () => undefined,
  ),
  certificateField(
    'CertKeyAlgorithm',
    'The object identifier of the algorithm of the public key.',
    '1.2.840.10045.2.1',
    ({ keyAlgorithm }) => keyAlgorithm,
  ),
  certificateField(
    'CertKeyAlgorithmParams',
    'The parameters of the algorithm of the public key, in hexadecimal.',
    '06082A8648CE3D030107',
    ({ keyParameters }) => keyParameters,
  ),
  entry({
    name: 'CertNameInfo',
    dialects: ['connect'],
    parameters: [binary('certificateRawData'), text('x509NameType'), condition('includesIssuerName')],
    documentation:
      'A name of the subject, or of the issuer when the last argument is True: SimpleName, EmailName, UpnName, DnsName, DnsFromAlternativeName or UrlName.',
    examples: [
      { expression: 'CertNameInfo([userCertificate], SimpleName, False)', attributes, result: 'Ann Smith' },
      {
        expression: 'CertNameInfo([userCertificate], UpnName, False)',
        attributes,
        result: 'ann@contoso.com',
      },
      {
        expression: 'CertNameInfo([userCertificate], "EmailName", False)',
        attributes,
        result: 'ann.smith@contoso.com',
      },
      {
        expression: 'CertNameInfo([userCertificate], DnsName, False)',
        attributes,
        result: 'ann-pc.contoso.com',
      },
      { expression: 'CertNameInfo([userCertificate], SimpleName, True)', attributes, result: 'Contoso CA' },
    ],
    call: ([bytes, type, issuer], site) => {
      const certificate = certificateIn(bytes, site)
      const name = issuer ? certificate.issuer : certificate.subject
      const others = issuer ? certificate.issuerNames : certificate.subjectNames
      switch (type.toLowerCase()) {
        case 'simplename':
          return simpleName(name) ?? others.dns ?? others.email
        case 'emailname':
          return others.email ?? partOf(name, '1.2.840.113549.1.9.1')
        case 'upnname':
          return others.upn
        case 'dnsname':
          return others.dns ?? partOf(name, '2.5.4.3')
        case 'dnsfromalternativename':
          return others.dns
        case 'urlname':
          return others.url
        default:
          return site.fail(
            1,
            type,
            'must be SimpleName, EmailName, UpnName, DnsName, DnsFromAlternativeName or UrlName',
          )
      }
    },
  }),
  dateField(
    'CertNotAfter',
    'The instant after which it is no longer valid, in UTC.',
    '2036-01-01T00:00:00Z',
    ({ notAfter }) => notAfter,
  ),
  dateField(
    'CertNotBefore',
    'The instant from which it is valid, in UTC.',
    '2026-01-01T00:00:00Z',
    ({ notBefore }) => notBefore,
  ),
  certificateField(
    'CertPublicKeyOid',
    'The object identifier of the public key.',
    '1.2.840.10045.2.1',
    ({ keyAlgorithm }) => keyAlgorithm,
  ),
  certificateField(
    'CertPublicKeyParametersOid',
    "The object identifier of the public key's parameters, which in .NET is that of the key.",
    '1.2.840.10045.2.1',
    ({ keyAlgorithm }) => keyAlgorithm,
  ),
  certificateField(
    'CertSerialNumber',
    'The serial number in hexadecimal.',
    '0123456789ABCDEF',
    ({ serialNumber }) => serialNumber,
  ),
  certificateField(
    'CertSignatureAlgorithmOid',
    'The object identifier of the algorithm it was signed with.',
    '1.2.840.10045.4.3.2',
    ({ signatureAlgorithm }) => signatureAlgorithm,
  ),
  certificateField(
    'CertSubject',
    'The distinguished name of the subject.',
    'CN=Ann Smith, OU=People, DC=contoso, DC=com',
    ({ subject }) => nameText(subject),
  ),
  certificateField(
    'CertSubjectNameDN',
    'The distinguished name of the subject.',
    'CN=Ann Smith, OU=People, DC=contoso, DC=com',
    ({ subject }) => nameText(subject),
  ),
  certificateField(
    'CertSubjectNameOid',
    'The object identifier of the subject name. A name has none in .NET either: no value.',
    undefined,
    () => undefined,
  ),
  certificateField(
    'CertThumbprint',
    'The thumbprint: the SHA-1 hash of the certificate in hexadecimal.',
    '1193ABDA945CAEACC2B7AA07ABFDDC87752DF0ED',
    ({ thumbprint }) => thumbprint,
  ),
  certificateField('CertVersion', 'The version of the X.509 format.', '3', ({ version }) => String(version)),
  entry({
    name: 'IsCert',
    dialects: ['connect'],
    parameters: [any('certificateRawData')],
    documentation: 'True when the value is an X.509 certificate.',
    examples: [
      { expression: 'IsCert([userCertificate])', attributes, result: true },
      { expression: 'IsCert("AQID")', result: false },
    ],
    call: ([value]) => {
      const written = value === undefined ? undefined : toText(value)
      const bytes = written === undefined ? undefined : fromBase64(written)
      return bytes !== undefined && readCertificate(bytes) !== undefined
    },
  }),
]

function certificateIn(bytes: Buffer, site: CallSite): Certificate {
  return (
    readCertificate(bytes) ??
    site.fail(0, toBase64(bytes), 'must be an X.509 certificate', 'IsCert tells whether it is.')
  )
}
