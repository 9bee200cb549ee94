import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  dnOf,
  person,
  rules,
  settle,
  startUndoCompany,
  undoOnce,
  write,
} from '../../fakes/host/undo-company.ts'

const anna = person('E1', 'Anna')
const ben = person('E2', 'Ben')

/** Nothing is read from the directory into identities: only what was provisioned is linked. */
const writeOnly = rules.slice(rules.indexOf('- name: Out to directory'))

interface LinkRow {
  dn: string
  mv: number
  kind: string
  rule: string
}

function links(company: SmallCompany): LinkRow[] {
  const db = new Database(join(company.dir, 'joinery.db'), { readonly: true })
  try {
    return db
      .prepare<[], LinkRow>(
        `select o.dn, c.mv, c.kind, c.rule from cs_connection c join cs_object o on o.id = c.object
         where o.type = 'user' and o.anchor is not null order by o.dn`,
      )
      .all()
  } finally {
    db.close()
  }
}

describe.each([
  ['joins by an attribute', rules],
  ['does not join by itself', writeOnly],
])('an account of a directory that %s', (_, text) => {
  test('is whose it was when its deletion is undone, as it was', async () => {
    const company = await settle(await startUndoCompany({ rules: text }), [anna, ben])
    const before = links(company)
    expect(before.map(({ dn }) => dn)).toEqual([dnOf('Anna'), dnOf('Ben')])
    const run = await write(company, [anna, { ...ben, status: 'Left' }])
    expect(links(company)).toHaveLength(1)
    await undoOnce(company, run)
    expect(links(company)).toEqual(before)
    // Its owner is followed again, and gets no second account.
    await write(company, [anna, { ...ben, city: 'Elsewhere' }])
    const content = await contentOf(company)
    expect(content).toHaveProperty([dnOf('Ben', 'Elsewhere')])
    expect(content).not.toHaveProperty([dnOf('Ben')])
    expect(
      links(company)
        .map(({ mv }) => mv)
        .sort(),
    ).toEqual(before.map(({ mv }) => mv).sort())
  })
})
