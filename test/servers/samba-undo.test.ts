import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { type Colleague, personDn, SambaCompany, teamDn } from './samba-company.ts'
import { place } from './samba-workspace.ts'

const colleague = (name: string, more: Partial<Colleague> = {}): Colleague => ({
  id: `id-${name}`,
  name,
  login: name.toLowerCase(),
  city: 'Munich',
  policy: 'enforce',
  teams: [],
  ...more,
})

const people = [
  colleague('Mover'),
  colleague('Renamed', { teams: ['Blue'] }),
  colleague('Updated'),
  colleague('Joins'),
  colleague('Quits', { teams: ['Blue'] }),
  colleague('Deleted', { teams: ['Blue', 'Red', 'Gone'] }),
  colleague('Stays', { teams: ['Red', 'Gone'] }),
  colleague('Heir', { teams: ['Red'] }),
]
const team = (key: string) => ({ key, policy: 'enforce' as const, parents: [] })

/** What the directory counts for itself whenever something is written. */
const bookkeeping = new Set(['whenChanged', 'uSNChanged', 'uSNCreated', 'dSCorePropagationData'])

/** What Samba itself leaves on an object that it brings back; accountExpires 0 is never, as the highest number is. */
const marks = (parent: string) => ({ lastKnownParent: [parent], adminCount: ['0'], operatorCount: ['0'] })
const withMarks = (content: Record<string, unknown>): Record<string, unknown> => {
  const [user, group] = [personDn(colleague('Deleted')), teamDn('Gone')]
  return {
    ...content,
    [user]: {
      ...(content[user] as object),
      ...marks(`OU=Munich,OU=People,${place}`),
      accountExpires: ['0'],
    },
    [group]: { ...(content[group] as object), ...marks(`OU=Groups,${place}`) },
  }
}

/** One story, told in order: a run of every kind of change, and the same attributes before and after. */
describe.skipIf(requires('samba'))('an export to Samba that is undone', () => {
  let company: SambaCompany
  let before: Record<string, unknown>
  let run: number

  /** Everything below the place, with all attributes and identifiers. */
  async function content(): Promise<Record<string, unknown>> {
    const { admin } = company
    const objects: [string, unknown][] = []
    for (const dn of [...(await admin.find(place, '(objectClass=*)'))].sort()) {
      const read = Object.entries((await admin.read(dn)) ?? {})
      const attributes = read.flatMap(([name, values]) =>
        bookkeeping.has(name) || name === 'objectGUID' || name === 'objectSid'
          ? []
          : [[name, name === 'member' || name === 'memberOf' ? [...values].sort() : values] as const],
      )
      const sid = read.some(([name]) => name === 'objectSid') ? await admin.sid(dn) : undefined
      objects.push([dn, { ...Object.fromEntries(attributes), anchor: await admin.anchor(dn), sid }])
    }
    return Object.fromEntries(objects)
  }

  const lastExport = async (): Promise<number> => {
    const { rows } = await (await company.workspace.client()).call('runs.list', { limit: 1000 })
    return Math.max(...rows.filter(({ step }) => step === 'export').map(({ id }) => id))
  }
  const pending = async (): Promise<readonly string[]> => {
    const { rows } = await (await company.workspace.client()).call('changes.list', {
      filter: { decisions: ['undecided', 'approved', 'held'] },
      limit: 1000,
    })
    return rows.map(({ operation, name, attribute }) => `${operation} ${name} ${attribute ?? ''}`)
  }
  async function writeBack(): Promise<void> {
    await company.workspace.approve()
    for (const kind of ['export', 'confirm', 'synchronize'] as const) await company.workspace.job({ kind })
  }

  beforeAll(async () => {
    company = await SambaCompany.start()
    const { dir } = company.workspace
    const rules = join(dir, 'rules', '30-out.yaml')
    writeFileSync(
      rules,
      readFileSync(rules, 'utf8').replaceAll(
        'link: provision\n  drift:',
        'link: provision\n  leave: delete\n  drift:',
      ),
    )
    company.people(people)
    company.teams(['Blue', 'Red', 'Gone'].map(team))
    await company.clean('full')
    await company.settled()
    before = await content()
    expect(Object.keys(before).length).toBeGreaterThan(15)
  })
  afterAll(() => company?.stop())

  test('adds, moves, renames, updates, deletions and members are written', async () => {
    company.change('id-Mover', { city: 'Berlin' })
    company.change('id-Renamed', { name: 'Now Called Otherwise' })
    company.change('id-Updated', { login: 'updated.login' })
    company.change('id-Joins', { teams: ['Red', 'Blue'] })
    company.change('id-Quits', { teams: [] })
    company.change('id-Deleted', { policy: 'nobody' as never, teams: [] })
    // Who is deleted leaves the DN and the sign-in name to somebody else, in the same run.
    company.change('id-Heir', { name: 'Deleted', login: 'deleted' })
    company.people([...company.everybody, colleague('Added', { teams: ['Red', 'New'] })])
    company.teams(['Blue', 'Red', 'New'].map(team))
    await company.workspace.job({ kind: 'import' })
    await company.workspace.job({ kind: 'synchronize' })
    const first = await lastExport()
    await writeBack()
    run = await lastExport()
    expect(run).toBeGreaterThan(first)
    const after = await content()
    expect(after[teamDn('Gone')]).toBeUndefined()
    expect(before[personDn(colleague('Heir'))]).toMatchObject({
      anchor: (after[personDn(colleague('Deleted'))] as { anchor: string }).anchor,
    })
    for (const made of [teamDn('New'), personDn(colleague('Added'))]) expect(after[made], made).toBeDefined()
    expect(await company.members('Red')).toEqual(
      ['Added', 'Deleted', 'Joins', 'Stays'].map((name) => personDn(colleague(name))).sort(),
    )
  })

  test('every attribute, member and identifier is what it was', async () => {
    const client = await company.workspace.client()
    const { items } = await client.call('undo.plan', { run })
    expect(items.filter(({ state }) => state === 'impossible' || state === 'changed')).toEqual([])
    await writeBack()
    expect(await content()).toEqual(withMarks(before))
  })

  test('what was deleted is the object it was', async () => {
    const notes = company.audit('export').flatMap(({ note }) => note ?? [])
    expect(notes).toEqual(
      Array(2).fill('brought back from the deleted objects, with the objectGUID and objectSid it had'),
    )
  })

  test('and the rules do not write it again', async () => {
    for (const mode of ['delta', 'full'] as const) {
      await company.workspace.job({ kind: 'import', mode })
      await company.workspace.job({ kind: 'synchronize', mode })
      expect(await pending()).toEqual([])
    }
  })
})
