import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificate {
  /** PEM. */
  readonly key: string
  readonly cert: string
  /** Of the authority that signed it; the certificate itself when it signed itself. */
  readonly ca: string
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string
}

export interface CertificateOptions {
  /** Names and addresses it is for. Default: localhost and 127.0.0.1. */
  readonly names?: readonly string[]
  readonly selfSigned?: boolean
  /** Its last day is in the past. */
  readonly expired?: boolean
}

/** Makes a certificate with openssl, by default one signed by an authority of its own. */
export function makeCertificate(options: CertificateOptions = {}): TestCertificate {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-certificate-'))
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  const names = options.names ?? ['localhost', '127.0.0.1']
  const altNames = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  try {
    const self = ['-subj', '/CN=Test authority', '-days', '2', '-addext', 'basicConstraints=critical,CA:TRUE']
    const subject = ['-subj', '/CN=Test directory']
    if (options.selfSigned)
      openssl(
        'req',
        '-x509',
        ...key,
        ...subject,
        '-days',
        '2',
        '-addext',
        `subjectAltName=${altNames}`,
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
      )
    else {
      openssl('req', '-x509', ...key, ...self, '-keyout', 'ca-key.pem', '-out', 'ca.pem')
      openssl('req', ...key, ...subject, '-keyout', 'key.pem', '-out', 'request.pem')
      mkdirSync(join(dir, 'issued'))
      writeFileSync(join(dir, 'index'), '')
      writeFileSync(join(dir, 'ca.cnf'), authority(altNames))
      const dates = options.expired
        ? ['-startdate', '20240101000000Z', '-enddate', '20240201000000Z']
        : ['-days', '2']
      openssl(
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-notext',
        '-in',
        'request.pem',
        '-out',
        'cert.pem',
        ...dates,
      )
    }
    const read = (name: string) => readFileSync(join(dir, name), 'utf8')
    const cert = read('cert.pem')
    return {
      key: read('key.pem'),
      cert,
      ca: options.selfSigned ? cert : read('ca.pem'),
      fingerprint: new X509Certificate(cert).fingerprint256,
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const authority = (altNames: string) => `
[ca]
default_ca = own
[own]
database = index
new_certs_dir = issued
certificate = ca.pem
private_key = ca-key.pem
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
subjectAltName = ${altNames}
`
