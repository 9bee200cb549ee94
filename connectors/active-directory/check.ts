import type { LdapSession } from '../kit/ldap/connect.ts'
import { all } from '../kit/ldap/filter.ts'
import { readRootDse } from '../kit/ldap/rootdse.ts'
import { findEntries, readEntry, textsOf } from '../kit/ldap/search.ts'
import type { CheckResult } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import { dirSyncCookie } from './changes.ts'
import type { AdConfig } from './config.ts'
import { domainScope, showDeleted } from './controls.ts'
import { type Directory, seesDeleted, type TypePlan } from './directory.ts'
import { profiles } from './object-types.ts'

export interface CheckParts {
  readonly config: AdConfig
  session(): Promise<LdapSession>
  directory(): Promise<Directory>
}

/** What the connection can do and what the account lacks, in the order an admin would try it. Reads only. */
export async function checkDirectory(parts: CheckParts): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  try {
    const session = await parts.session()
    results.push(good('Sign in', `${session.host} accepts ${parts.config.bindDn}${encryption(parts.config)}`))
    const directory = await parts.directory()
    results.push(await describeDomain(session, directory))
    results.push(await changes(session, directory))
    for (const plan of directory.plans)
      for (const base of plan.bases) results.push(...(await checkBase(session, plan, base)))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    results.push(failed(results.length === 0 ? 'Sign in' : 'Read the directory', error))
  }
  return results
}

const good = (title: string, detail: string): CheckResult => ({ ok: true, title, detail })

const failed = (title: string, { message, advice }: ConnectorError): CheckResult => ({
  ok: false,
  title,
  detail: message,
  advice,
})

function encryption({ security, pinnedFingerprint }: AdConfig): string {
  const how = { ldaps: 'LDAPS', starttls: 'StartTLS', plain: 'without encryption' }[security]
  return `, ${how}${pinnedFingerprint === undefined ? '' : ' with a pinned certificate'}`
}

/** Functional levels as the directory numbers them. */
const levels: Readonly<Record<string, string>> = {
  '2': 'Windows Server 2003',
  '3': 'Windows Server 2008',
  '4': 'Windows Server 2008 R2',
  '5': 'Windows Server 2012',
  '6': 'Windows Server 2012 R2',
  '7': 'Windows Server 2016',
  '10': 'Windows Server 2025',
}

async function describeDomain(session: LdapSession, directory: Directory): Promise<CheckResult> {
  const root = await readRootDse(session)
  const level = root.value('domainFunctionality') ?? 'unknown'
  return good(
    'Domain',
    `${directory.domain} on ${root.value('dnsHostName') ?? session.host}, functional level ${levels[level] ?? level}, ${directory.schema.size} attributes in the schema`,
  )
}

/** Whether a delta import would see everything. */
async function changes(session: LdapSession, directory: Directory): Promise<CheckResult> {
  const { delta, replicationRight } = directory.config
  const title = 'See what changed'
  if (delta === 'none') return good(title, 'Switched off: each import reads everything')
  try {
    if (delta === 'dirsync') await dirSyncCookie(directory, session)
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'permission') throw error
    return {
      ok: false,
      title,
      detail: `The account has no right to replicate changes: ${error.message}`,
      advice: `Grant "Replicating Directory Changes" on ${directory.domain}, or set replicationRight to false`,
    }
  }
  if (!(delta === 'dirsync' && replicationRight) && !(await seesDeleted(session, directory, [showDeleted]))) {
    return {
      ok: false,
      title,
      detail: 'The account cannot read deleted objects: each import would have to read everything',
      advice: `Grant it "List contents" and "Read property" on CN=Deleted Objects,${directory.domain} with dsacls`,
    }
  }
  return good(
    title,
    delta === 'dirsync' ? 'DirSync, deletions included' : 'Change numbers, deletions included',
  )
}

async function checkBase(session: LdapSession, plan: TypePlan, base: string): Promise<CheckResult[]> {
  const title = `Read ${plan.name}`
  const place = await readEntry(session, base, ['allowedChildClassesEffective'], [domainScope])
  if (place === undefined) {
    return [
      {
        ok: false,
        title,
        detail: `${base} does not exist, or the account may not see it`,
        advice: 'Correct baseDns, or give the account the right to read there',
      },
    ]
  }
  const [sample] = await findEntries(session, {
    base,
    filter: plan.ownFilter === undefined ? plan.classFilter : all(plan.classFilter, plan.ownFilter),
    attributes: ['allowedAttributesEffective'],
    controls: [domainScope],
    sizeLimit: 1,
  })
  const where = `below ${base}`
  return [
    good(title, sample === undefined ? `There is none ${where} yet` : `There are some ${where}`),
    creation(plan, base, textsOf(place, 'allowedChildClassesEffective')),
    ...(sample === undefined ? [] : [change(plan, sample.dn, textsOf(sample, 'allowedAttributesEffective'))]),
  ]
}

function creation(plan: TypePlan, base: string, allowed: readonly string[]): CheckResult {
  const title = `Create ${plan.name}`
  const own = profiles[plan.name].objectClass.at(-1) ?? plan.name
  if (allowed.includes(own)) return good(title, `The account may create them in ${base}`)
  return {
    ok: false,
    title,
    detail: `The account may not create ${plan.name} objects in ${base}`,
    advice: `Delegate "Create ${plan.name} objects" on ${base} if Joinery is to create them there; reading needs no such right`,
  }
}

/** What most rules write; an account that may not write these is not there to write. */
const usual: Readonly<Record<TypePlan['name'], readonly string[]>> = {
  user: ['displayName', 'department', 'userAccountControl'],
  contact: ['displayName', 'mail'],
  computer: ['description', 'userAccountControl'],
  group: ['description', 'member'],
  organizationalUnit: ['description'],
}

function change(plan: TypePlan, dn: string, allowed: readonly string[]): CheckResult {
  const title = `Change ${plan.name}`
  const may = new Set(allowed.map((name) => name.toLowerCase()))
  const lacks = usual[plan.name].filter((name) => !may.has(name.toLowerCase()))
  if (lacks.length === 0) return good(title, `The account may write to objects such as ${dn}`)
  return {
    ok: false,
    title,
    detail: `The account may not write ${lacks.join(', ')} of ${dn}`,
    advice: 'Delegate "Write property" for the attributes that the rules write; reading needs no such right',
  }
}
