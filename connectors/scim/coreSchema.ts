/** An attribute as a `/Schemas` document describes it (RFC 7643, 7); what is absent has the RFC's default. */
export interface ScimAttribute {
  readonly name: string
  readonly type?: string
  readonly multiValued?: boolean
  readonly required?: boolean
  readonly caseExact?: boolean
  readonly mutability?: string
  readonly returned?: string
  readonly uniqueness?: string
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly ScimAttribute[]
}

export interface ScimSchema {
  readonly id: string
  readonly name?: string
  readonly attributes: readonly ScimAttribute[]
}

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const strings = (...names: string[]): ScimAttribute[] => names.map((name) => ({ name, type: 'string' }))

const typedValues = (name: string, types: string[], value = 'string'): ScimAttribute => ({
  name,
  type: 'complex',
  multiValued: true,
  subAttributes: [
    { name: 'value', type: value },
    { name: 'type', type: 'string', canonicalValues: types },
    { name: 'primary', type: 'boolean' },
  ],
})

const reference = (
  name: string,
  targets: string[],
  more: Omit<ScimAttribute, 'name'> = {},
): ScimAttribute => ({
  name,
  type: 'complex',
  ...more,
  subAttributes: [
    { name: 'value', type: 'string' },
    { name: '$ref', type: 'reference', referenceTypes: targets },
  ],
})

/** The schemas of RFC 7643 sections 4.1 to 4.3, for servers that describe none or describe them wrongly. */
export const coreSchemas: readonly ScimSchema[] = [
  {
    id: userUrn,
    name: 'User',
    attributes: [
      { name: 'userName', type: 'string', required: true, uniqueness: 'server' },
      {
        name: 'name',
        type: 'complex',
        subAttributes: strings(
          'formatted',
          'familyName',
          'givenName',
          'middleName',
          'honorificPrefix',
          'honorificSuffix',
        ),
      },
      ...strings('displayName', 'nickName', 'profileUrl', 'title', 'userType'),
      ...strings('preferredLanguage', 'locale', 'timezone'),
      { name: 'active', type: 'boolean' },
      typedValues('emails', ['work', 'home', 'other']),
      typedValues('phoneNumbers', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
      typedValues('ims', []),
      typedValues('photos', ['photo', 'thumbnail'], 'reference'),
      {
        name: 'addresses',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          ...strings('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'),
          { name: 'type', type: 'string', canonicalValues: ['work', 'home', 'other'] },
          { name: 'primary', type: 'boolean' },
        ],
      },
      reference('groups', ['Group'], { multiValued: true, mutability: 'readOnly' }),
      typedValues('entitlements', []),
      typedValues('roles', []),
      typedValues('x509Certificates', [], 'binary'),
    ],
  },
  {
    id: groupUrn,
    name: 'Group',
    attributes: [
      { name: 'displayName', type: 'string', required: true },
      reference('members', ['User', 'Group'], { multiValued: true }),
    ],
  },
  {
    id: enterpriseUrn,
    name: 'EnterpriseUser',
    attributes: [
      ...strings('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
      reference('manager', ['User']),
    ],
  },
]
