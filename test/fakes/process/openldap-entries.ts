/** Entries of the tests as LDIF, with the operational attributes a server would give them. */

export const base = 'dc=example,dc=com'

export interface LdifEntry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

export const uuidOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A minute each from 2026-01-01 on. */
const stampOf = (n: number): string =>
  `${new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString().slice(0, 19).replace(/[-:T]/g, '')}`

export function ldifOf(entries: readonly LdifEntry[]): string {
  return entries
    .map(({ dn, attributes }, n) => {
      const at = stampOf(n)
      const operational = {
        entryUUID: [uuidOf(n)],
        entryCSN: [`${at}.000000Z#000000#000#000000`],
        createTimestamp: [`${at}Z`],
        modifyTimestamp: [`${at}Z`],
      }
      const lines = Object.entries({ ...attributes, ...operational }).flatMap(([name, values]) =>
        values.map((value) => line(name, value)),
      )
      return [line('dn', dn), ...lines].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

const line = (name: string, value: string) =>
  /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(value) && !value.endsWith(' ')
    ? `${name}: ${value}`
    : `${name}:: ${Buffer.from(value).toString('base64')}`

export const containers: readonly LdifEntry[] = [
  {
    dn: base,
    attributes: { objectClass: ['top', 'dcObject', 'organization'], dc: ['example'], o: ['Example'] },
  },
  ...['people', 'groups', 'archive', 'services'].map((ou) => ({
    dn: `ou=${ou},${base}`,
    attributes: { objectClass: ['top', 'organizationalUnit'], ou: [ou] },
  })),
  {
    dn: `cn=joinery,ou=services,${base}`,
    attributes: {
      objectClass: ['top', 'organizationalRole', 'simpleSecurityObject'],
      cn: ['joinery'],
      userPassword: ['Service-Word-7'],
    },
  },
]

/** The account of docs/connectors/ldap.md: it may do what a session needs and nothing else. */
export const account = { dn: `cn=joinery,ou=services,${base}`, password: 'Service-Word-7' }

/** What the page tells an admin to give it. */
export const rights = `
access to attrs=userPassword by dn.exact="${account.dn}" =wa by self =w by anonymous auth by * none
access to dn.subtree="ou=people,${base}" by dn.exact="${account.dn}" write by self read by * none
access to dn.subtree="ou=groups,${base}" by dn.exact="${account.dn}" write by * none
access to dn.subtree="${base}" by dn.exact="${account.dn}" read by * none
limits dn.exact="${account.dn}" size=unlimited size.prtotal=unlimited time=unlimited
`

export const userDn = (n: number): string => `uid=user${n},ou=people,${base}`

export function user(n: number, more: Readonly<Record<string, readonly string[]>> = {}): LdifEntry {
  return {
    dn: userDn(n),
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      uid: [`user${n}`],
      cn: [`Üser ${n}`],
      sn: [`Number ${n}`],
      givenName: ['Üser'],
      mail: [`user${n}@example.com`],
      employeeNumber: [`E${n}`],
      title: ['Clerk'],
      ...more,
    },
  }
}

export function group(name: string, members: readonly string[]): LdifEntry {
  return {
    dn: `cn=${name},ou=groups,${base}`,
    attributes: { objectClass: ['top', 'groupOfNames'], cn: [name], member: members },
  }
}

export const people = (count: number): LdifEntry[] =>
  Array.from({ length: count }, (_, n) => user(n, n > 0 ? { manager: [userDn(0)] } : {}))
