import { expect, test } from 'vitest'
import { base } from '../../fakes/host/small-company.ts'
import { contentOf, dnOf, person, settle, startUndoCompany, write } from '../../fakes/host/undo-company.ts'

/** References name DNs here, and a DN may be another object's before the export is over. */
type Content = Record<string, { attributes: Record<string, unknown>; references: Record<string, string[]> }>

const gus = person('E1', 'Gus')
const emil = person('E2', 'Emil')
const ben = person('E3', 'Ben', { city: 'Elsewhere' })
const left = { status: 'Left' } as const

test('who got the name of somebody who was deleted is not taken out of groups in that one’s place', async () => {
  const company = await settle(await startUndoCompany(), [gus, emil, ben])
  // The second Ben can be made once the first is deleted; the group is written after that, when Gus is another.
  await write(company, [
    { ...gus, ...left },
    { ...emil, name: 'Gus' },
    { ...ben, ...left },
    person('E4', 'Ben'),
  ])
  const content = (await contentOf(company)) as Content
  expect(content[dnOf('Gus')]?.attributes.employeeID).toBe('E2')
  expect(content[dnOf('Ben')]?.attributes.employeeID).toBe('E4')
  expect(content[`CN=People,OU=Groups,${base}`]?.references.member).toEqual([dnOf('Ben'), dnOf('Gus')])
})

test('who got the name of somebody who was deleted is not named in that one’s place', async () => {
  const company = await settle(await startUndoCompany(), [gus, emil, ben])
  await write(company, [
    { ...gus, ...left },
    { ...emil, name: 'Gus' },
    { ...ben, ...left },
    person('E4', 'Ben', { manager: 'E1' }),
  ])
  const content = (await contentOf(company)) as Content
  expect(content[dnOf('Gus')]?.attributes.employeeID).toBe('E2')
  expect(content[dnOf('Ben')]?.references).toEqual({})
})

test('who gets the sign-in name of somebody who is deleted is made in the same export', async () => {
  const company = await settle(await startUndoCompany(), [gus, emil, ben])
  await write(company, [gus, { ...emil, manager: 'E4' }, { ...ben, ...left }, person('E4', 'Ben')])
  const content = (await contentOf(company)) as Content
  expect(content[dnOf('Ben')]?.attributes).toMatchObject({ sAMAccountName: 'Ben', employeeID: 'E4' })
  expect(content[dnOf('Emil')]?.references).toEqual({ manager: [dnOf('Ben')] })
})
