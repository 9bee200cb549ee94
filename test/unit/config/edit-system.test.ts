import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { withEditedSystem, withoutSystem } from '../../../main/config/edit-system.ts'
import { lineDifference } from '../../../main/config/line-difference.ts'

const contoso = readFileSync(new URL('../../../demo/contoso/workspace.yaml', import.meta.url), 'utf8')
const systemOf = (text: string, name: string) =>
  parse(text).systems.find((system: { name: string }) => system.name === name)
const hr = systemOf(contoso, 'hr')
const edit = (text: string, name: string, change: Record<string, unknown>) => {
  const { title, letters, hue, config } = systemOf(text, name)
  return withEditedSystem(text, name, { title, letters, hue, config: { ...config, ...change } })
}
const changed = (before: string, after: string) =>
  lineDifference(before, after)
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, text }) => `${kind === 'old' ? '-' : '+'}${text.trim()}`)

describe('a system whose settings are edited', () => {
  test('keeps every character that does not change: comments, order, quotes, spacing', () => {
    const next = edit(contoso, 'hr', { file: 'hr/other.csv', dateFormats: ['ISO', 'dd.MM.yyyy'] })
    expect(changed(contoso, next)).toEqual([
      '-file: hr/hr-employees.csv # UTF-8, comma: both are recognized',
      '+file: hr/other.csv # UTF-8, comma: both are recognized',
      '-dateFormats: [ISO]',
      '+dateFormats: [ISO, dd.MM.yyyy]',
    ])
    expect(systemOf(next, 'hr').config).toEqual({
      ...hr.config,
      file: 'hr/other.csv',
      dateFormats: ['ISO', 'dd.MM.yyyy'],
    })
  })

  test('gets a new setting as a line of its own, and loses one with its line', () => {
    const { effectiveDate: _, ...rest } = hr.config
    const next = withEditedSystem(contoso, 'hr', { ...hr, config: { ...rest, delimiter: ';' } })
    expect(changed(contoso, next)).toEqual(['-effectiveDate: effective_date', '+delimiter: ;'])
    expect(systemOf(next, 'hr').config).toEqual({ ...rest, delimiter: ';' })
  })

  test('is edited within a setting that has parts', () => {
    const columns = { ...hr.config.columns, hire_date: { attribute: 'hired', type: 'date' } }
    const next = edit(contoso, 'hr', { columns })
    expect(changed(contoso, next)).toEqual([
      '-hire_date: { attribute: hire_date, type: date, required: true }',
      '+hire_date: { attribute: hired, type: date }',
    ])
    expect(systemOf(next, 'hr').config.columns).toEqual(columns)
  })

  test('changes lists in the way they are written', () => {
    const text =
      'systems:\n  - name: a\n    title: "A"\n    letters: A\n    hue: 1\n    connector: ldap\n    config:\n      hosts:\n        - one # first\n      k: v\nmore: 1\n'
    const next = withEditedSystem(text, 'a', {
      title: 'B',
      letters: 'A',
      hue: 1,
      config: { hosts: ['two', 'x'], k: 'v' },
    })
    expect(next).toBe(
      'systems:\n  - name: a\n    title: "B"\n    letters: A\n    hue: 1\n    connector: ldap\n    config:\n      hosts:\n        - two\n        - x\n      k: v\nmore: 1\n',
    )
    const none = withEditedSystem(text, 'a', {
      title: 'A',
      letters: 'A',
      hue: 1,
      config: { hosts: [], k: 'v' },
    })
    expect(none).toContain('      hosts: []\n      k: v\n')
  })

  test.each([
    ['flow', 'systems: [{name: a, title: A, letters: A, hue: 1, connector: x, config: {k: v}}] # all\n'],
    ['no settings yet', 'systems:\n  - {name: a, title: A, letters: A, hue: 1, connector: x}\n'],
    [
      'an alias',
      'x: &c {k: v}\nsystems:\n  - name: a\n    title: A\n    letters: A\n    hue: 1\n    connector: x\n    config: *c\n',
    ],
  ])('says what it should where it is written in an unusual way: %s', (_, text) => {
    const next = withEditedSystem(text, 'a', {
      title: 'A',
      letters: 'A',
      hue: 2,
      config: { k: 'w', l: ['1'] },
    })
    expect(parse(next).systems[0]).toEqual({
      name: 'a',
      title: 'A',
      letters: 'A',
      hue: 2,
      connector: 'x',
      config: { k: 'w', l: ['1'] },
    })
  })
})

describe('a system that is removed', () => {
  test.each(['hr', 'contractors', 'ad', 'servicedesk'])('takes its lines along and no others: %s', (name) => {
    const next = withoutSystem(contoso, name)
    const before = parse(contoso)
    expect(parse(next)).toEqual({
      ...before,
      systems: before.systems.filter((system: { name: string }) => system.name !== name),
    })
    expect(changed(contoso, next).every((line) => line.startsWith('-'))).toBe(true)
    expect(next).toContain('# letters and hue draw the system')
    expect(next).not.toMatch(/\n\n\n/)
  })

  test('is found in a list of one line', () => {
    expect(parse(withoutSystem('systems: [{name: a}, {name: b}]\n', 'a'))).toEqual({
      systems: [{ name: 'b' }],
    })
  })
})

test('a difference shows what changed with its neighbours and line numbers', () => {
  expect(lineDifference('a\nb\nc\nd\ne\nf', 'a\nb\nc\nD\ne\nf')).toEqual([
    { kind: 'same', number: 2, text: 'b' },
    { kind: 'same', number: 3, text: 'c' },
    { kind: 'old', number: 4, text: 'd' },
    { kind: 'new', number: 4, text: 'D' },
    { kind: 'same', number: 5, text: 'e' },
    { kind: 'same', number: 6, text: 'f' },
  ])
  expect(lineDifference('a\nb', 'a\nb')).toEqual([])
  expect(lineDifference('a', 'a\nb').map(({ kind, text }) => kind + text)).toEqual(['samea', 'newb'])
})
