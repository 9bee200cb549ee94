/** The kinds of objects this connector reads and writes, and what it takes of each when the configuration does not say. */
export interface TypeProfile {
  /** Classes of a new object; the last is the class whose attributes it may have. */
  readonly objectClass: readonly string[]
  /** Values of objectCategory and objectClass that mark an object as one of these; all must be there. */
  readonly category: string
  readonly marks: readonly string[]
  /** The attribute of the first component of the DN. */
  readonly naming: 'CN' | 'OU'
  readonly display: readonly string[]
  readonly unique: readonly string[]
  /** What an object must have beyond its name and what the directory fills in itself. */
  readonly required: readonly string[]
  /** It signs in: userAccountControl says whether it may. */
  readonly account: boolean
  readonly attributes: readonly string[]
}

const common = ['description', 'whenCreated']
const person = [
  'givenName',
  'sn',
  'initials',
  'displayName',
  'mail',
  'telephoneNumber',
  'mobile',
  'facsimileTelephoneNumber',
  'title',
  'department',
  'division',
  'company',
  'manager',
  'physicalDeliveryOfficeName',
  'streetAddress',
  'l',
  'st',
  'postalCode',
  'c',
  'co',
  'proxyAddresses',
]
const account = ['sAMAccountName', 'objectSid', 'userAccountControl', 'accountExpires', 'pwdLastSet']

export const typeNames = ['organizationalUnit', 'contact', 'user', 'computer', 'group'] as const
export type TypeName = (typeof typeNames)[number]

/** In the order in which a full read takes them: groups last, when those they refer to are known. */
export const profiles: Readonly<Record<TypeName, TypeProfile>> = {
  organizationalUnit: {
    objectClass: ['top', 'organizationalUnit'],
    category: 'organizationalUnit',
    marks: ['organizationalUnit'],
    naming: 'OU',
    display: ['ou'],
    unique: [],
    required: [],
    account: false,
    attributes: ['ou', ...common, 'managedBy', 'l', 'st', 'c', 'co', 'streetAddress', 'postalCode'],
  },
  contact: {
    objectClass: ['top', 'person', 'organizationalPerson', 'contact'],
    category: 'person',
    marks: ['contact'],
    naming: 'CN',
    display: ['displayName', 'cn'],
    unique: [],
    required: [],
    account: false,
    attributes: ['cn', ...common, ...person],
  },
  user: {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    category: 'person',
    marks: ['user'],
    naming: 'CN',
    display: ['displayName', 'cn', 'sAMAccountName'],
    unique: ['sAMAccountName', 'userPrincipalName'],
    required: ['sAMAccountName'],
    account: true,
    attributes: [
      'cn',
      ...common,
      ...account,
      'userPrincipalName',
      ...person,
      'employeeID',
      'employeeNumber',
      'employeeType',
      'homeDirectory',
      'homeDrive',
      'scriptPath',
      'profilePath',
    ],
  },
  computer: {
    objectClass: ['top', 'person', 'organizationalPerson', 'user', 'computer'],
    category: 'computer',
    marks: ['computer'],
    naming: 'CN',
    display: ['cn', 'sAMAccountName'],
    unique: ['sAMAccountName'],
    required: ['sAMAccountName'],
    account: true,
    attributes: [
      'cn',
      ...common,
      ...account,
      'dNSHostName',
      'operatingSystem',
      'operatingSystemVersion',
      'managedBy',
      'location',
    ],
  },
  group: {
    objectClass: ['top', 'group'],
    category: 'group',
    marks: ['group'],
    naming: 'CN',
    display: ['displayName', 'cn'],
    unique: ['sAMAccountName'],
    required: ['sAMAccountName'],
    account: false,
    attributes: [
      'cn',
      ...common,
      'sAMAccountName',
      'objectSid',
      'displayName',
      'mail',
      'groupType',
      'managedBy',
      'info',
      'member',
    ],
  },
}

/** The attribute of which every AD object's name is made, as the type's naming attribute is called in LDAP. */
export const namingAttribute = (type: TypeName): string => profiles[type].naming.toLowerCase()

/** Which kind an object is by its classes; undefined for one that is none of the kinds. */
export function typeOfClasses(classes: readonly string[]): TypeName | undefined {
  const has = new Set(classes.map((one) => one.toLowerCase()))
  // A computer is a user, too: the more special class is asked first.
  return (['computer', 'user', 'group', 'organizationalUnit', 'contact'] as const).find((name) =>
    has.has(name.toLowerCase()),
  )
}
