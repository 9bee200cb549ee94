import { spawnSync } from 'node:child_process'

export interface LdapSearch {
  /** `ldaps://127.0.0.1:10636` */
  readonly url: string
  readonly caFile: string
  readonly bindDn: string
  readonly password: string
  readonly base: string
  readonly filter: string
  readonly attributes: readonly string[]
}

/**
 * Seconds of `ldapsearch -E pr=1000/noprompt` that prints to nowhere: the same entries and attributes over the same encryption. Null where the
 * command is not installed.
 */
export function ldapsearch(search: LdapSearch): number | null {
  if (spawnSync('ldapsearch', ['-VV']).error !== undefined) return null
  const started = performance.now()
  const { status, stderr } = spawnSync(
    'ldapsearch',
    [
      ...['-x', '-LLL', '-H', search.url, '-D', search.bindDn, '-w', search.password],
      ...['-b', search.base, '-E', 'pr=1000/noprompt', search.filter, ...search.attributes],
    ],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LDAPTLS_CACERT: search.caFile },
    },
  )
  if (status !== 0) throw new Error(`ldapsearch failed: ${stderr}`)
  return (performance.now() - started) / 1000
}
