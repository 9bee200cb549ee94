import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configSpec } from '../../../connectors/scim/config.ts'
import type { ConnectorError } from '../../../connectors/spi/error.ts'
import { makeCertificate, type TestCertificate } from '../../fakes/ldap/certificate.ts'
import { openScim } from '../../fakes/scim/client.ts'

/** A service with one user behind HTTPS; it writes down what it was sent. */
async function startService(certificate: TestCertificate) {
  const seen: { path: string; authorization: string | undefined }[] = []
  const server: Server = createServer(
    { key: certificate.key, cert: certificate.cert },
    (request, response) => {
      seen.push({ path: request.url ?? '', authorization: request.headers.authorization })
      const json = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/scim+json; charset=utf-8' })
        response.end(JSON.stringify(body))
      }
      if (request.url === '/token') {
        request.resume()
        return json(200, { access_token: 'granted', expires_in: 3600 })
      }
      if (!request.url?.startsWith('/scim/v2/Users')) return json(404, {})
      const resources = [{ id: '1', userName: 'jürgen@example.com', active: true }]
      return json(200, { totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: resources })
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `https://localhost:${port}/scim/v2`,
    seen,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const secrets = { token: 'a secret of this test', clientSecret: 'another' }
const config = (baseUrl: string, more: object = {}) => ({
  baseUrl,
  auth: 'bearer',
  resourceTypes: ['User'],
  maxTries: 1,
  ...more,
})

async function check(settings: Readonly<Record<string, unknown>>, workspaceDir = '/nowhere') {
  const { connection } = openScim(settings, { secret: (field) => secrets[field as 'token'], workspaceDir })
  try {
    return await connection.check()
  } finally {
    await connection.close()
  }
}

describe('the certificate of a service', () => {
  let certificate: TestCertificate
  let service: Awaited<ReturnType<typeof startService>>
  beforeEach(async () => {
    certificate = makeCertificate({ selfSigned: true })
    service = await startService(certificate)
  })
  afterEach(() => service.close())

  test('that signed itself is refused before anything is sent, and shown to be compared', async () => {
    const results = await check(config(service.url))
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({
      ok: false,
      certificate: { fingerprint: certificate.fingerprint, pinnedBy: 'pinnedFingerprint' },
    })
    expect(results[0]?.detail).toContain('signed it itself')
    expect(service.seen).toEqual([])
  })

  test('that is pinned is accepted, and the service works through it', async () => {
    const results = await check(config(service.url, { pinnedFingerprint: certificate.fingerprint }))
    expect(results.filter(({ ok }) => !ok)).toEqual([])
    expect(results.some(({ detail }) => detail.includes('1 objects'))).toBe(true)
    expect(service.seen[0]?.authorization).toBe(`Bearer ${secrets.token}`)
    // Without colons it is the same.
    const plain = certificate.fingerprint.replaceAll(':', '').toLowerCase()
    expect((await check(config(service.url, { pinnedFingerprint: plain }))).every(({ ok }) => ok)).toBe(true)
  })

  test('that is another than the pinned one is refused with both fingerprints, and nothing is sent', async () => {
    const other = makeCertificate({ selfSigned: true })
    const [result] = await check(config(service.url, { pinnedFingerprint: other.fingerprint }))
    expect(result?.ok).toBe(false)
    expect(result?.detail).toContain(certificate.fingerprint)
    expect(result?.detail).toContain(other.fingerprint)
    expect(service.seen).toEqual([])
  })

  test('that is pinned need not name the host, and a read brings whole texts', async () => {
    const url = service.url.replace('localhost', '127.0.0.1')
    const { connection } = openScim(config(url, { pinnedFingerprint: certificate.fingerprint }), {
      secret: () => secrets.token,
    })
    const names: unknown[] = []
    for await (const batch of connection.read({ mode: 'full' }))
      for (const item of batch.items) if (item.kind === 'object') names.push(item.attributes.userName)
    expect(names).toEqual(['jürgen@example.com'])
    await connection.close()
  })

  test('of the sign-in on another host is not covered by the pin of the service', async () => {
    const login = await startService(makeCertificate({ selfSigned: true }))
    const settings = config(service.url, {
      auth: 'oauth',
      clientId: 'joinery',
      tokenUrl: `https://localhost:${login.port}/token`,
      pinnedFingerprint: certificate.fingerprint,
    })
    const [result] = await check(settings)
    expect(result?.ok).toBe(false)
    expect(result?.detail).toContain('signed it itself')
    expect(result).toMatchObject({ certificate: { pinnedBy: 'tokenPinnedFingerprint' } })
    expect(result?.advice).toContain('set tokenPinnedFingerprint to it')
    expect(login.seen).toEqual([])
    await login.close()
  })

  test('of the sign-in on another host is accepted by a pin of its own, which covers nothing else', async () => {
    const loginCertificate = makeCertificate({ selfSigned: true })
    const login = await startService(loginCertificate)
    const settings = config(service.url, {
      auth: 'oauth',
      clientId: 'joinery',
      tokenUrl: `https://localhost:${login.port}/token`,
      pinnedFingerprint: certificate.fingerprint,
      tokenPinnedFingerprint: loginCertificate.fingerprint,
    })
    expect((await check(settings)).filter(({ ok }) => !ok)).toEqual([])
    expect(login.seen.map(({ path }) => path)).toEqual(['/token'])
    expect(service.seen[0]?.authorization).toBe('Bearer granted')
    // The two are not exchangeable, and a mismatch names the setting it is about.
    const seen = service.seen.length
    const [swapped] = await check({ ...settings, tokenPinnedFingerprint: certificate.fingerprint })
    expect(swapped?.ok).toBe(false)
    expect(swapped?.advice).toContain('set tokenPinnedFingerprint')
    const [alone] = await check({ ...settings, pinnedFingerprint: undefined })
    expect(alone).toMatchObject({ ok: false, certificate: { pinnedBy: 'pinnedFingerprint' } })
    expect(service.seen).toHaveLength(seen)
    expect(login.seen).toHaveLength(2)
    await login.close()
  })

  test('of the sign-in cannot be pinned where the pin would be compared with nothing', () => {
    const pinned = { tokenPinnedFingerprint: certificate.fingerprint, clientId: 'joinery' }
    const issue = (more: object) =>
      configSpec.schema.safeParse(config(service.url, { ...pinned, ...more })).error?.issues[0]
    for (const more of [
      { auth: 'bearer' },
      { auth: 'oauth', tokenUrl: `${service.url}/token` },
      { auth: 'oauth', tokenUrl: 'http://localhost:1/token' },
    ])
      expect(issue(more)?.path).toEqual(['tokenPinnedFingerprint'])
    expect(issue({ auth: 'oauth', tokenUrl: 'https://login.example/token' })).toBeUndefined()
  })

  test('signed by an authority of the company is accepted with its file, and without it is not', async () => {
    const signed = makeCertificate()
    const company = await startService(signed)
    const dir = mkdtempSync(join(tmpdir(), 'joinery-scim-'))
    writeFileSync(join(dir, 'ca.pem'), signed.ca)
    const works = await check(config(company.url, { caFile: 'ca.pem' }), dir)
    expect(works.filter(({ ok }) => !ok)).toEqual([])
    expect((await check(config(company.url)))[0]?.ok).toBe(false)
    // An authority vouches for names: another host's certificate is refused.
    const wrong = await startService(makeCertificate({ names: ['elsewhere.example'] }))
    expect((await check(config(wrong.url, { caFile: 'ca.pem' }), dir))[0]?.ok).toBe(false)
    await company.close()
    await wrong.close()
    rmSync(dir, { recursive: true })
  })

  test('cannot be pinned where there is none, and a file that is none is told', async () => {
    expect(
      configSpec.schema.safeParse(
        config('http://localhost:1/scim', { pinnedFingerprint: certificate.fingerprint }),
      ).error?.issues[0]?.path,
    ).toEqual(['pinnedFingerprint'])
    const missing = await check(config(service.url, { caFile: 'none.pem' })).catch(
      (error: ConnectorError) => error,
    )
    expect(missing).toMatchObject({ kind: 'config' })
  })
})
