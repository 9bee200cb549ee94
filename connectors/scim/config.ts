import { z } from 'zod'
import { tlsFields, tlsShape } from '../kit/tls/config.ts'
import type { ConfigSpec } from '../spi/connector.ts'
import { parsePath } from './path.ts'
import { profileIds, profiles, quirks } from './profiles.ts'

const address = z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).refine((text) => {
  const url = URL.parse(text)
  return url !== null && url.username === '' && url.password === ''
}, 'must not contain a user name or password')

const path = z.string().refine((text) => parsePath(text) !== undefined, {
  error: 'is not a SCIM path such as title, name.givenName or emails[type eq "work"].value',
})

const schema = z
  .strictObject({
    baseUrl: address,
    allowPlainHttp: z.boolean().default(false),
    ...tlsShape,
    profile: z.enum(profileIds).default('generic'),
    profileOverrides: quirks.partial().optional(),

    auth: z.enum(['bearer', 'oauth', 'basic', 'header']).default('bearer'),
    tokenUrl: address.optional(),
    tokenPinnedFingerprint: tlsShape.pinnedFingerprint,
    clientId: z.string().min(1).optional(),
    scope: z.string().min(1).optional(),
    clientAuthentication: z.enum(['basic', 'post']).default('basic'),
    userName: z.string().min(1).optional(),
    headerName: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not the name of an HTTP header')
      .optional(),

    resourceTypes: z.array(z.string().min(1)).min(1).default(['User', 'Group']),
    extraAttributes: z
      .array(
        z.strictObject({
          resourceType: z.string().min(1).default('User'),
          name: path,
          kind: z.enum(['string', 'integer', 'boolean', 'date', 'binary', 'reference']).default('string'),
          multi: z.boolean().default(false),
        }),
      )
      .default([]),

    pageSize: z.number().int().min(1).max(10_000).optional(),
    maxRequestsPerMinute: z.number().min(1).optional(),
    concurrency: z.number().int().min(1).max(32).default(4),
    requestTimeoutSeconds: z.number().min(1).max(600).default(30),
    maxTries: z.number().int().min(1).max(20).default(5),

    verifyBeforeWrite: z.boolean().default(true),
    acceptDeleteThatDeactivates: z.boolean().default(false),
    acceptDeactivationThatDeletes: z.boolean().default(false),
  })
  .superRefine((config, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (!allowed(config.baseUrl, config.allowPlainHttp)) refuse('baseUrl', plainHttp)
    if (config.pinnedFingerprint !== undefined && URL.parse(config.baseUrl)?.protocol === 'http:')
      refuse('pinnedFingerprint', 'has no certificate to be compared with: baseUrl is plain http')
    if (config.tokenPinnedFingerprint !== undefined) {
      const why = unusedTokenPin(config)
      if (why !== undefined) refuse('tokenPinnedFingerprint', why)
    }
    if (config.auth === 'oauth') {
      if (!config.tokenUrl) refuse('tokenUrl', 'is needed for OAuth client credentials')
      else if (!allowed(config.tokenUrl, config.allowPlainHttp)) refuse('tokenUrl', plainHttp)
      if (!config.clientId) refuse('clientId', 'is needed for OAuth client credentials')
    }
    if (config.auth === 'basic' && !config.userName) refuse('userName', 'is needed for basic sign-in')
    if (config.auth === 'header' && !config.headerName) refuse('headerName', 'is needed for a custom header')
  })

/** A pin that is compared with nothing would be believed to protect. */
function unusedTokenPin({ auth, baseUrl, tokenUrl }: TokenPlace): string | undefined {
  const url = auth === 'oauth' && tokenUrl !== undefined ? URL.parse(tokenUrl) : null
  if (url === null) return 'is used with OAuth client credentials and their tokenUrl only'
  if (url.protocol === 'http:') return 'has no certificate to be compared with: tokenUrl is plain http'
  if (url.origin === URL.parse(baseUrl)?.origin)
    return 'is of no use: tokenUrl is on the host of baseUrl, whose certificate pinnedFingerprint is compared with'
  return undefined
}

interface TokenPlace {
  readonly auth: string
  readonly baseUrl: string
  readonly tokenUrl?: string | undefined
}

const plainHttp =
  'is plain http, which would show credentials and personal data to the network; use https, or set allowPlainHttp'

function allowed(text: string, allowPlainHttp: boolean): boolean {
  const url = URL.parse(text)
  return url === null || url.protocol === 'https:' || allowPlainHttp || isLoopback(url.hostname)
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

export type ScimConfig = z.infer<typeof schema>

const group = { place: 'Service', sign: 'Sign-in', scope: 'What is read', pace: 'Pace', safety: 'Safety' }

export const configSpec: ConfigSpec<ScimConfig> = {
  schema,
  fields: {
    baseUrl: {
      label: 'Base URL',
      help: 'The address below which /Users is found.',
      placeholder: 'https://example.com/scim/v2',
      address: true,
      group: group.place,
      step: 1,
    },
    profile: {
      label: 'Vendor',
      help: 'Known differences from the standard are taken from here.',
      choices: profileIds.map((value) => ({ value, label: profiles[value].title })),
      group: group.place,
      step: 1,
    },
    profileOverrides: {
      label: 'Vendor differences',
      help: 'Single fields of the vendor profile that are different in this system.',
      group: group.place,
      step: 3,
    },
    allowPlainHttp: {
      label: 'Allow plain http',
      help: 'Credentials and personal data can then be read on the network. Loopback needs no permission.',
      group: group.safety,
      step: 3,
    },
    ...tlsFields(group.safety),
    auth: {
      label: 'Sign in with',
      choices: [
        { value: 'bearer', label: 'Bearer token' },
        { value: 'oauth', label: 'OAuth client credentials' },
        { value: 'basic', label: 'User name and password' },
        { value: 'header', label: 'Custom header' },
      ],
      group: group.sign,
      step: 2,
    },
    token: { label: 'Bearer token', secret: true, group: group.sign, step: 2 },
    tokenUrl: { label: 'Token URL', address: true, group: group.sign, step: 2 },
    tokenPinnedFingerprint: {
      label: 'Pinned certificate of the token URL',
      help: 'SHA-256 fingerprint, where the token URL is on another host than the service.',
      access: true,
      group: group.sign,
      step: 3,
    },
    clientId: { label: 'Client id', group: group.sign, step: 2 },
    clientSecret: { label: 'Client secret', secret: true, group: group.sign, step: 2 },
    scope: { label: 'OAuth scope', group: group.sign, step: 2 },
    clientAuthentication: {
      label: 'Client signs in with',
      choices: [
        { value: 'basic', label: 'Authorization header' },
        { value: 'post', label: 'Form fields' },
      ],
      group: group.sign,
      step: 2,
    },
    userName: { label: 'User name', group: group.sign, step: 2 },
    password: { label: 'Password', secret: true, group: group.sign, step: 2 },
    headerName: { label: 'Header name', placeholder: 'X-Api-Key', group: group.sign, step: 2 },
    headerValue: { label: 'Header value', secret: true, group: group.sign, step: 2 },
    resourceTypes: { label: 'Resource types', help: 'Such as User and Group.', group: group.scope, step: 3 },
    extraAttributes: {
      label: 'Further attributes',
      help: 'Attributes that the system has and does not describe, by their SCIM path.',
      group: group.scope,
      step: 3,
    },
    pageSize: {
      label: 'Page size',
      help: 'Resources in one request; the vendor profile knows the largest.',
      group: group.pace,
      step: 3,
    },
    maxRequestsPerMinute: { label: 'Requests a minute', access: true, group: group.pace, step: 3 },
    concurrency: { label: 'Writes at once', access: true, group: group.pace, step: 3 },
    requestTimeoutSeconds: {
      label: 'Seconds to wait for an answer',
      access: true,
      group: group.pace,
      step: 3,
    },
    maxTries: { label: 'Tries when throttled', access: true, group: group.pace, step: 3 },
    verifyBeforeWrite: {
      label: 'Compare before each update',
      help: 'Reads the object first and does not write over a value that changed since the import.',
      group: group.safety,
      step: 3,
    },
    acceptDeleteThatDeactivates: {
      label: 'Delete although it only deactivates',
      group: group.safety,
      step: 3,
    },
    acceptDeactivationThatDeletes: {
      label: 'Deactivate although it deletes',
      group: group.safety,
      step: 3,
    },
  },
}
