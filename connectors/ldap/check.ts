import { randomBytes } from 'node:crypto'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { oid } from '../kit/ldap/controls.ts'
import { code } from '../kit/ldap/errors.ts'
import { modifyEntry } from '../kit/ldap/modify.ts'
import type { RootDse } from '../kit/ldap/rootdse.ts'
import { findEntries, readEntry, searchPages, textOf } from '../kit/ldap/search.ts'
import type { CheckResult } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import type { LdapConnectorConfig } from './config.ts'
import { filterOf } from './read.ts'
import type { LdapSchema } from './schema.ts'

export interface CheckParts {
  readonly session: LdapSession
  readonly config: LdapConnectorConfig
  readonly rootDse: RootDse
  schema(): Promise<LdapSchema>
}

/** More entries than servers give away by default, and few enough to be quick. */
const plenty = 1001

/** What the account can and cannot do, in the order an admin would try it. Changes nothing. */
export async function checkDirectory(parts: CheckParts): Promise<readonly CheckResult[]> {
  const { session, config, rootDse } = parts
  const results: CheckResult[] = [signIn(session, config), paging(rootDse)]
  results.push(...(await attempt('Read the schema', async () => [await readSchema(parts)])))
  for (const base of config.baseDns) {
    const found = await attempt(`Read below ${base}`, () => checkBase(session, config, base))
    results.push(...found)
    if (found.every((result) => result.ok))
      results.push(...(await attempt(`Write below ${base}`, () => checkWriting(parts, base))))
  }
  return results
}

async function attempt(title: string, work: () => Promise<CheckResult[]>): Promise<CheckResult[]> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return [{ ok: false, title, detail: error.message, advice: error.advice }]
  }
}

function signIn(session: LdapSession, config: LdapConnectorConfig): CheckResult {
  const who = config.bindDn ?? 'Anonymous'
  const how = { ldaps: 'LDAPS', starttls: 'StartTLS', plain: 'no encryption' }[config.security]
  return { ok: true, title: 'Sign in', detail: `${who} is signed in to ${session.host} with ${how}` }
}

function paging(rootDse: RootDse): CheckResult {
  const title = 'Read page by page'
  if (rootDse.supportedControls.has(oid.pagedResults))
    return { ok: true, title, detail: 'The server gives entries in pages' }
  return {
    ok: false,
    title,
    detail: 'The server does not offer paged results (RFC 2696)',
    advice: 'Allow the control 1.2.840.113556.1.4.319 on the server',
  }
}

async function readSchema({ schema, config }: CheckParts): Promise<CheckResult> {
  const { types } = await schema()
  const title = 'Read the schema'
  const empty = [...types.values()].find((type) => type.attributes.size === 0)
  if (config.types.length > 0 && empty)
    return {
      ok: false,
      title,
      detail: `The server does not know the object class ${empty.objectClass}`,
      advice: `Correct objectClass of the type ${empty.name}`,
    }
  return { ok: true, title, detail: `${types.size} object types` }
}

async function checkBase(
  session: LdapSession,
  config: LdapConnectorConfig,
  base: string,
): Promise<CheckResult[]> {
  const title = `Read below ${base}`
  const entry = await readEntry(session, base, ['*', '+'])
  if (!entry)
    return [
      {
        ok: false,
        title,
        detail: `There is no entry ${base}, or the account may not see it`,
        advice: 'Correct baseDns, or let the account read from this entry down',
      },
    ]
  let count = 0
  let lacking: string | undefined
  const wanted = [config.anchor, config.delta].filter((name) => name !== 'dn' && name !== 'none')
  const pages = searchPages(session, {
    base,
    attributes: wanted.length > 0 ? wanted : ['1.1'],
    pageSize: Math.min(500, config.pageSize),
  })
  for await (const page of pages) {
    for (const one of page) lacking ??= wanted.find((name) => textOf(one, name) === undefined)
    count += page.length
    if (count >= plenty) break
  }
  const many = count >= plenty ? `more than ${plenty - 1}` : `${count}`
  const results: CheckResult[] = [{ ok: true, title, detail: `${many} entries can be read` }]
  if (lacking !== undefined)
    results.push({
      ok: false,
      title: `Read ${lacking}`,
      detail: `Not every entry below ${base} shows its ${lacking}`,
      advice:
        lacking === config.anchor
          ? `Let the account read the operational attribute ${lacking}, or choose another anchor`
          : `Let the account read the operational attribute ${lacking}, or set delta to none`,
    })
  return results
}

/**
 * Tries to delete a value no entry has: a server answers that it is not there when the account may write, and that the right is missing
 * when not. Nothing is changed either way.
 */
async function checkWriting({ session, config, schema }: CheckParts, base: string): Promise<CheckResult[]> {
  const { types } = await schema()
  const results: CheckResult[] = []
  const probes =
    config.types.length > 0
      ? [...types.values()].map((type) => ({ name: `${type.name} entries`, filter: filterOf(type) }))
      : [{ name: 'entries', filter: undefined }]
  for (const { name, filter } of probes) {
    const found = await findEntries(session, {
      base,
      ...(filter ? { filter } : {}),
      attributes: ['1.1'],
      sizeLimit: 2,
    })
    const sample = found.at(-1)
    if (!sample) continue
    results.push(await probe(session, sample.dn, `Write ${name} below ${base}`))
  }
  return results
}

async function probe(session: LdapSession, dn: string, title: string): Promise<CheckResult> {
  const nobodyHasIt = `joinery-check-${randomBytes(12).toString('hex')}`
  try {
    await modifyEntry(session, dn, [{ operation: 'delete', attribute: 'description', values: [nobodyHasIt] }])
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (!error.system?.startsWith(`${code.noSuchAttribute} `))
      return {
        ok: false,
        title,
        detail: error.message,
        advice: `${error.advice}; a system that is only read does not need it`,
      }
  }
  return { ok: true, title, detail: `The account may change ${dn}` }
}
