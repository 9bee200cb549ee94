import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configSpec } from '../../../connectors/scim/config.ts'
import { scim } from '../../../connectors/scim/connector.ts'
import { profileIds, profileOfHost, profiles, quirks } from '../../../connectors/scim/profiles.ts'
import { failure, openScim } from '../../fakes/scim/client.ts'
import { sampleContext } from '../../fakes/scim/samples.ts'

interface Exchange {
  readonly path: string
  readonly authorization: string | undefined
  readonly apiKey: string | string[] | undefined
  readonly body: string
}

/** A token endpoint and a service behind it that takes the newest token only. */
async function authority(options: { expiresIn?: number; refuses?: boolean } = {}) {
  const seen: Exchange[] = []
  let issued = 0
  let revoked = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { authorization } = request.headers
    seen.push({ path: request.url ?? '', authorization, apiKey: request.headers['x-api-key'], body })
    const answer = (status: number, json: unknown) => response.writeHead(status).end(JSON.stringify(json))
    if (request.url === '/token') {
      if (options.refuses)
        return answer(400, { error: 'invalid_client', error_description: 'wrong s3cret-client' })
      issued++
      return answer(200, { access_token: `at-${issued}`, expires_in: options.expiresIn ?? 3600 })
    }
    if (authorization !== undefined && authorization === `Bearer at-${revoked}`)
      return answer(401, { detail: 'expired' })
    return answer(200, { totalResults: 0, Resources: [] })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    base,
    seen,
    revoke: (number: number) => {
      revoked = number
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const secrets = { clientSecret: 's3cret-client', password: 'p:ä', headerValue: 'key-1' }

describe('signing in', () => {
  test('client credentials: one token for all requests, a new one when it is refused', async () => {
    await using service = await authority()
    const config = {
      baseUrl: `${service.base}/scim`,
      auth: 'oauth',
      tokenUrl: `${service.base}/token`,
      clientId: 'me',
      scope: 'scim',
    }
    const { connection } = openScim(config, { secrets })
    await Promise.all([
      connection.schema(),
      connection.fetch([
        { type: 'User', anchor: '1' },
        { type: 'User', anchor: '2' },
      ]),
    ])
    const tokens = () => service.seen.filter((one) => one.path === '/token')
    expect(tokens()).toHaveLength(1)
    expect(tokens()[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('me:s3cret-client').toString('base64')}`,
      body: 'grant_type=client_credentials&scope=scim',
    })
    service.revoke(1)
    await connection.fetch([{ type: 'User', anchor: '3' }])
    expect(tokens()).toHaveLength(2)
    expect(service.seen.at(-1)?.authorization).toBe('Bearer at-2')
  })

  test('a token is renewed before it ends', async () => {
    await using service = await authority({ expiresIn: 20 })
    const config = {
      baseUrl: `${service.base}/scim`,
      auth: 'oauth',
      tokenUrl: `${service.base}/token`,
      clientId: 'me',
      clientAuthentication: 'post',
    }
    const { connection } = openScim(config, { secrets })
    await connection.fetch([{ type: 'User', anchor: '1' }])
    expect(service.seen.at(-1)?.authorization).not.toBe('Bearer at-1')
    expect(service.seen[0]?.body).toContain('client_secret=s3cret-client')
  })

  test('a refused client is an auth error without its secret', async () => {
    await using service = await authority({ refuses: true })
    const config = configSpec.schema.parse({
      baseUrl: `${service.base}/scim`,
      auth: 'oauth',
      tokenUrl: `${service.base}/token`,
      clientId: 'me',
    })
    const error = await failure(scim.open(config, sampleContext({ secrets })))
    expect(error.kind).toBe('auth')
    expect(`${error.message} ${error.system} ${error.stack}`).not.toContain('s3cret-client')
  })

  test('basic sign-in and a header of the admin’s choice', async () => {
    await using service = await authority()
    const baseUrl = `${service.base}/scim`
    await openScim({ baseUrl, auth: 'basic', userName: 'svc' }, { secrets }).connection.schema()
    expect(service.seen[0]?.authorization).toBe(`Basic ${Buffer.from('svc:p:ä', 'utf8').toString('base64')}`)
    await openScim({ baseUrl, auth: 'header', headerName: 'X-Api-Key' }, { secrets }).connection.schema()
    expect(service.seen.at(-1)).toMatchObject({ apiKey: 'key-1', authorization: undefined })
  })

  test('a secret that was never entered is named', async () => {
    const config = configSpec.schema.parse({ baseUrl: 'https://scim.example.com' })
    const error = await failure(scim.open(config, sampleContext({ secrets: {} })))
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('token') })
  })
})

/** Makes the certificate; a machine without it skips the test. */
const certifier = 'openssl'
const openssl = spawnSync(certifier, ['version']).status === 0

describe('certificates', () => {
  const title = 'one that nobody vouches for is refused before anything is sent'
  test.skipIf(!openssl)(openssl ? title : `${title} (skipped: no openssl)`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'joinery-tls-'))
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost']
    execFileSync(certifier, [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    let reached = 0
    const server = createTlsServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (_request, response) => {
        reached++
        response.end('{}')
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { connection, pauses } = openScim({
        baseUrl: `https://localhost:${(server.address() as AddressInfo).port}`,
      })
      const error = await failure(connection.schema())
      expect(error).toMatchObject({ kind: 'connection', message: expect.stringContaining('not trusted') })
      expect(error.advice).toContain('NODE_EXTRA_CA_CERTS')
      expect([reached, pauses]).toEqual([0, []])
    } finally {
      await new Promise((resolve) => server.close(resolve))
      rmSync(directory, { recursive: true })
    }
  })
})

describe('configuration', () => {
  test.each([
    ['http://scim.example.com', false],
    ['http://127.0.0.1:8080/scim', true],
    ['http://localhost/scim', true],
    ['https://scim.example.com', true],
    ['https://user:pass@scim.example.com', false],
    ['ftp://scim.example.com', false],
  ])('%s is allowed: %s', (baseUrl, allowed) => {
    expect(configSpec.schema.safeParse({ baseUrl }).success).toBe(allowed)
  })

  test('plain http is allowed when the admin says so', () => {
    expect(
      configSpec.schema.safeParse({ baseUrl: 'http://scim.example.com', allowPlainHttp: true }).success,
    ).toBe(true)
  })

  test('every profile is valid, and every field of the configuration is described', () => {
    for (const id of profileIds) expect(quirks.safeParse(profiles[id].quirks).success, id).toBe(true)
    const config = configSpec.schema.parse({ baseUrl: 'https://scim.example.com' })
    for (const field of Object.keys(config)) expect(configSpec.fields[field]?.label, field).toBeTruthy()
  })

  test('the vendor is suggested from the host', async () => {
    expect(profileOfHost('api.slack.com')).toBe('slack')
    expect(profileOfHost('notslack.com')).toBeUndefined()
    await using service = await authority()
    expect(await scim.suggest({ baseUrl: `${service.base}/scim` }, sampleContext())).toEqual([])
  })
})
