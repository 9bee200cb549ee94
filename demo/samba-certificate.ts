import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Makes the authority of a domain's certificates, in a folder of its own. */
export async function authority(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  await newKey(join(dir, 'ca.key'))
  await run('openssl', [
    ...['req', '-x509', '-new', '-key', join(dir, 'ca.key'), '-days', '3650'],
    ...['-subj', '/CN=Joinery test authority', '-out', join(dir, 'ca.pem')],
  ])
}

/** Makes a controller's certificate beside the authority that signs it; `dnsName` is `dc1.corp.example.test`. */
export async function certificate(dir: string, host: string, dnsName: string): Promise<void> {
  const [key, request, names] = [join(dir, 'key.pem'), join(dir, 'request.pem'), join(dir, 'names')]
  await newKey(key)
  // Samba refuses a key that others may read.
  await chmod(key, 0o600)
  await run('openssl', ['req', '-new', '-key', key, '-subj', `/CN=${dnsName}`, '-out', request])
  await writeFile(names, `subjectAltName=DNS:${dnsName},IP:${host},IP:127.0.0.1\n`)
  await run('openssl', [
    ...['x509', '-req', '-in', request, '-CA', join(dir, 'ca.pem'), '-CAkey', join(dir, 'ca.key')],
    ...['-CAcreateserial', '-days', '3650', '-extfile', names, '-out', join(dir, 'cert.pem')],
  ])
}

async function newKey(file: string): Promise<void> {
  await run('openssl', ['ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', file])
}
