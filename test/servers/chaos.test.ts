import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { failuresOf, runCampaign } from '../../chaos/campaign.ts'
import { openLdap, plainOpenLdap } from '../../chaos/openldap-target.ts'
import { samba } from '../../chaos/samba-target.ts'
import { scim } from '../../chaos/scim-target.ts'
import type { Target, TargetKind } from '../../chaos/target.ts'
import { connectLdap } from '../../connectors/kit/ldap/connect.ts'
import { modifyEntry, moveEntry } from '../../connectors/kit/ldap/modify.ts'
import { requires } from '../requirements.ts'

// `npm run chaos` is the long version; see docs/reliability.md.

const kinds: Readonly<Record<'samba' | 'openldap' | 'openldap-plain' | 'scim', TargetKind>> = {
  samba: samba(),
  openldap: openLdap(),
  'openldap-plain': plainOpenLdap(),
  scim,
}
const slapd = requires('slapd')
const controller = requires('samba')

afterAll(async () => {
  for (const kind of Object.values(kinds)) await kind.close()
})

const times = (lines: readonly string[], part: RegExp): number =>
  lines.filter((line) => part.test(line)).length

/** Signed in as the connector is. */
function signIn(kind: TargetKind, target: Target) {
  const { caFile, bindDn } = target.settings(target.port, 10) as { caFile: string; bindDn: string }
  return connectLdap(
    {
      hosts: [`${target.host}:${target.port}`],
      security: 'ldaps',
      allowPlain: false,
      ca: readFileSync(caFile, 'utf8'),
      bindDn,
      password: kind.secret.value,
      timeout: 10_000,
    },
    new AbortController().signal,
  )
}

/** Writes the same title twice. */
async function retitleTwice(kind: TargetKind, target: Target, dn: string): Promise<void> {
  const session = await signIn(kind, target)
  for (let time = 0; time < 2; time++)
    await modifyEntry(session, dn, [{ operation: 'replace', attribute: 'title', values: ['Twice'] }])
  session.close()
}

describe('a write that is done twice shows twice in what the server says of itself', () => {
  test.skipIf(slapd)('OpenLDAP', async () => {
    const target = await kinds.openldap.fresh()
    await retitleTwice(kinds.openldap, target, 'uid=u10001,ou=people,dc=example,dc=com')
    expect(times((await target.seen()).writes, /u10001.*title:= Twice/)).toBe(2)
    await target.release()
    const after = await kinds.openldap.fresh()
    expect((await after.seen()).writes).toEqual([])
    await after.release()
  })

  test.skipIf(controller)('Samba AD, moves too', async () => {
    const target = await kinds.samba.fresh()
    const below = (city: string) => `OU=${city},OU=People,OU=Fire,DC=corp,DC=example,DC=test`
    const dn = `CN=Chidi Person 2,${below('Lyon')}`
    expect((await target.seen()).writes).toEqual([])
    await retitleTwice(kinds.samba, target, dn)
    const session = await signIn(kinds.samba, target)
    const moved = `CN=Chidi Person 2,${below('Porto')}`
    for (const [from, to] of [
      [dn, moved],
      [moved, dn],
      [dn, moved],
    ] as const)
      await moveEntry(session, from, to)
    session.close()
    const { writes } = await target.seen()
    await target.release()
    expect(times(writes, /Chidi Person 2.*title Twice/)).toBe(2)
    expect(times(writes, /Rename → CN=Chidi Person 2,OU=Porto/)).toBe(3)
  })

  test('SCIM', async () => {
    const target = await scim.fresh()
    const user = `http://127.0.0.1:${target.port}/scim/v2/Users/00000000-0000-4000-8000-000000010001`
    const patch = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'title', value: 'Twice' }],
    }
    for (let time = 0; time < 2; time++) {
      const headers = {
        authorization: `Bearer ${scim.secret.value}`,
        'content-type': 'application/scim+json',
      }
      const { ok } = await fetch(user, { method: 'PATCH', headers, body: JSON.stringify(patch) })
      expect(ok).toBe(true)
    }
    expect(times((await target.seen()).writes, /PATCH.*u10001.*Twice/)).toBe(2)
    await target.release()
  })
})

test('thirty kills and each fault once: nothing is written twice, no approval is lost, every session ends as an undisturbed one', {
  timeout: 600_000,
}, async () => {
  const targets = [
    kinds.scim,
    ...(slapd ? [] : [kinds.openldap, kinds['openldap-plain']]),
    ...(controller ? [] : [kinds.samba]),
  ]
  const campaign = await runCampaign({
    targets,
    kills: 10 * targets.filter(({ name }) => name !== 'openldap-plain').length,
    seed: Number(process.env.JOINERY_CHAOS_SEED ?? 2027),
    faults: 'once',
    // More than there are cores: under a fault most of the time is spent waiting.
    lanes: 4,
    until: Number.POSITIVE_INFINITY,
    tell: (line) => console.log(line),
  })
  expect(failuresOf(campaign)).toEqual([])
  expect(campaign.leftOut).toBe(0)
  const steps = [...campaign.kills.values()].flat().map(({ step }) => step ?? '')
  for (const step of ['import', 'synchronize', 'export', 'confirm'])
    expect(times(steps, new RegExp(`^(after )?${step}`)), step).toBeGreaterThan(0)
})
