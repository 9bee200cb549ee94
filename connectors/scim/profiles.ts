import { z } from 'zod'

const rung = z.enum(['path', 'object', 'put'])

/** What one vendor's SCIM does in its own way. Every field may be set in `profileOverrides` of the configuration. */
export const quirks = z.strictObject({
  /** The largest `count` the system takes; a larger one is answered with fewer or refused. */
  maxPageSize: z.number().int().positive(),
  /** How lists are paged. `auto`: by index, and by cursor once the system gives one or declares it as its default. */
  paging: z.enum(['auto', 'index', 'cursor']),
  /** An unfiltered list gives every resource. False: absence from a list never implies a deletion. */
  listsEverything: z.boolean(),
  /** Where the service provider configuration is, relative to the base URL. */
  serviceProviderConfigPath: z.string(),
  /** The system stores the enterprise extension. */
  enterpriseExtension: z.boolean(),
  /**
   * The first rung of the update ladder for each kind of attribute: `path` one PATCH operation for each value, `object`
   * PATCH of whole attributes, `put` the whole resource. The rungs above are climbed when one is refused.
   */
  firstRung: z.strictObject({ plain: rung, extension: rung, typed: rung, members: rung }),
  /** Attributes that only PATCH changes, whatever `firstRung` says. */
  patchOnly: z.array(z.string()),
  /** PUT may be used when PATCH is refused. */
  put: z.boolean(),
  /** The whole member list of a group may be sent at once, as PUT does. */
  replaceMembers: z.boolean(),
  /** Members added and removed by one PATCH. */
  maxMembersPerPatch: z.number().int().positive(),
  /** Operations in one PATCH. */
  maxOperationsPerPatch: z.number().int().positive(),
  /** A multi-valued attribute such as emails holds one value only. */
  oneValuePerAttribute: z.boolean(),
  /** A new user's first email address is marked as primary. */
  markPrimaryEmail: z.boolean(),
  /** What DELETE does. */
  deleteMeans: z.enum(['deletes', 'deactivates', 'refused']),
  /** What setting `active` to false does. */
  deactivateMeans: z.enum(['deactivates', 'deletes']),
  /** `If-Match` with the resource's version is honoured. */
  etag: z.boolean(),
  /** `meta.lastModified ge "…"` is honoured as a filter, so that changes can be read alone. */
  deltaFilter: z.boolean(),
  /** Requests a minute the system allows; absent: no limit known. */
  limits: z.strictObject({
    requests: z.number().positive().optional(),
    writes: z.number().positive().optional(),
    userCreates: z.number().positive().optional(),
    groupPatches: z.number().positive().optional(),
  }),
})
export type Quirks = z.infer<typeof quirks>

export interface Profile {
  readonly title: string
  /** The system's host names end with one of these. */
  readonly hosts: readonly string[]
  readonly quirks: Quirks
  /** What an admin should know, one sentence each. */
  readonly notes: readonly string[]
}

const standard: Quirks = {
  maxPageSize: 1000,
  paging: 'auto',
  listsEverything: true,
  serviceProviderConfigPath: 'ServiceProviderConfig',
  enterpriseExtension: true,
  firstRung: { plain: 'path', extension: 'path', typed: 'path', members: 'path' },
  patchOnly: [],
  put: true,
  replaceMembers: true,
  maxMembersPerPatch: 1000,
  maxOperationsPerPatch: 1000,
  oneValuePerAttribute: false,
  markPrimaryEmail: true,
  deleteMeans: 'deletes',
  deactivateMeans: 'deactivates',
  etag: false,
  deltaFilter: false,
  limits: {},
}

function profile(
  title: string,
  hosts: readonly string[],
  own: Partial<Quirks>,
  ...notes: readonly string[]
): Profile {
  return { title, hosts, quirks: { ...standard, ...own }, notes }
}

/** Each vendor's differences from the standard, as their documentation and trials show them. */
export const profiles = {
  generic: profile('Any SCIM 2.0 service', [], {}),
  'aws-identity-center': profile(
    'AWS IAM Identity Center',
    ['amazonaws.com'],
    {
      maxPageSize: 50,
      maxMembersPerPatch: 100,
      maxOperationsPerPatch: 100,
      replaceMembers: false,
      oneValuePerAttribute: true,
    },
    'Filters know eq and and only; a list has at most 50 resources a page.',
    'A multi-valued attribute holds one value; members are changed, never replaced, at most 100 in a request.',
  ),
  github: profile(
    'GitHub Enterprise',
    ['github.com', 'ghe.com'],
    {
      maxPageSize: 100,
      firstRung: { ...standard.firstRung, typed: 'object', members: 'object' },
      deactivateMeans: 'deletes',
    },
    'PATCH paths take no filters and are case-sensitive.',
    'On some plans active=false removes the member: deactivation is refused until you say that you know.',
  ),
  slack: profile(
    'Slack',
    ['slack.com'],
    {
      limits: { writes: 600, userCreates: 180 },
      deleteMeans: 'deactivates',
    },
    'Allows 600 writes and 180 new users a minute for an organization; a page has 10 users unless asked, at most 1,000.',
    'DELETE deactivates the account.',
  ),
  zoom: profile(
    'Zoom',
    ['zoom.us'],
    {
      maxPageSize: 100,
      firstRung: { plain: 'put', extension: 'put', typed: 'put', members: 'path' },
      patchOnly: ['active'],
    },
    'PATCH of a user only activates and deactivates; everything else is updated by PUT.',
  ),
  atlassian: profile(
    'Atlassian Guard',
    ['atlassian.com'],
    {
      maxPageSize: 100,
      deleteMeans: 'deactivates',
    },
    'DELETE deactivates the account.',
    'A PATCH that replaces emails by the same emails is refused, so only changed values are sent.',
  ),
  servicenow: profile(
    'ServiceNow',
    ['service-now.com', 'servicenowservices.com'],
    { enterpriseExtension: false },
    'The enterprise extension is accepted and not stored; ServiceNow has an extension of its own, which /Schemas describes.',
  ),
  salesforce: profile(
    'Salesforce',
    ['salesforce.com', 'force.com'],
    {
      maxPageSize: 200,
      serviceProviderConfigPath: 'ServiceProviderConfigs',
      deleteMeans: 'deactivates',
    },
    'Users are deactivated and never deleted.',
  ),
  google: profile(
    'Google Cloud Identity',
    ['googleapis.com', 'google.com'],
    {
      maxPageSize: 100,
      maxOperationsPerPatch: 20,
      maxMembersPerPatch: 20,
    },
    'A PATCH has at most 20 operations.',
  ),
  pagerduty: profile(
    'PagerDuty',
    ['pagerduty.com'],
    {
      maxPageSize: 100,
      deactivateMeans: 'deletes',
    },
    'active=false deletes the user: deactivation is refused until you say that you know.',
  ),
  miro: profile(
    'Miro',
    ['miro.com'],
    {
      maxPageSize: 100,
      limits: { groupPatches: 10 },
    },
    'Allows 5 group changes in 30 seconds, and answers 413 to groups of more than 8,000 members.',
  ),
  snowflake: profile(
    'Snowflake',
    ['snowflakecomputing.com', 'snowflake.com'],
    { listsEverything: false },
    'An unfiltered list has been seen to give one synthetic user only, so no deletion is inferred from a list.',
  ),
} as const satisfies Record<string, Profile>

export type ProfileId = keyof typeof profiles
export const profileIds = Object.keys(profiles) as [ProfileId, ...ProfileId[]]

/** The profile whose vendor owns the host; undefined when none does. */
export function profileOfHost(host: string): ProfileId | undefined {
  const name = host.toLowerCase()
  return profileIds.find((id) =>
    profiles[id].hosts.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)),
  )
}
