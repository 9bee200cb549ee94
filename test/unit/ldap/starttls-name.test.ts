import { describe, expect, test } from 'vitest'
import { connectLdap } from '../../../connectors/kit/ldap/connect.ts'
import { makeCertificate, type TestCertificate } from '../../fakes/ldap/certificate.ts'
import { requires } from '../../requirements.ts'
import { mockLdap, plain } from './mock.ts'

/** The mock listens on 127.0.0.1 and is named so: by address, as many directories are. */
async function startTls(certificate: TestCertificate) {
  const server = await mockLdap({ security: 'starttls', certificate })
  const options = {
    ...plain(server),
    security: 'starttls' as const,
    ca: certificate.ca,
    bindDn: 'cn=a',
    password: 'b',
  }
  return connectLdap(options, new AbortController().signal)
}

describe.skipIf(requires('openssl'))('whom a certificate must name under StartTLS', () => {
  test('one for the address that was asked for is accepted', async () => {
    const session = await startTls(makeCertificate({ names: ['127.0.0.1'] }))
    expect(session.secure).toBe(true)
    session.close()
  })

  test.each([['localhost'], ['127.0.0.9']])('one for %s is refused', async (name) => {
    await expect(startTls(makeCertificate({ names: [name] }))).rejects.toMatchObject({
      name: 'ConnectorError',
      message: expect.stringContaining('The certificate of 127.0.0.1'),
      advice: expect.stringContaining('Enter the host by a name the certificate holds'),
    })
  })
})
