import { describe, expect, test } from 'vitest'
import type { RuleVocabulary } from '../../../preload/contract/rules.ts'
import { changeTo, lineBreakOf } from '../../../renderer/features/rules/editor/createEditor.ts'
import {
  expressionRanges,
  expressionTokens,
  functionAt,
} from '../../../renderer/features/rules/text/expressions.ts'
import { placeAt } from '../../../renderer/features/rules/text/place.ts'
import {
  movedPrecedence,
  newFileName,
  precedenceRange,
  ruleHead,
  ruleSpans,
  withoutRule,
} from '../../../renderer/features/rules/text/ruleText.ts'
import { hintAt, wordsAt } from '../../../renderer/features/rules/text/words.ts'

const single = `# Employees lead.
name: In from HR
direction: inbound
system: hr
from: employee
to: person
precedence: 100 # first
scope:
  - - { attribute: status, operator: ISIN, value: [Active, Leave] }
join:
  - [{ from: employee_id, to: employeeID }]
flows:
  - { to: mail, from: email }
  - to: displayName
    expression: |
      Join(" ",
        Coalesce([preferred_name], [first_name]))
  - { to: cn, expression: 'Append([last_name], "x")' }
`

const several = `# About the whole file.
- name: One
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  flows:
    - { to: cn, from: cn, precedence: 7 }

# About the second.
- name: Two
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: 110
# About the third.
- name: Three
  direction: membership
  precedence: 120
`

/** The text without its mark, and where the mark was. */
function marked(text: string): { text: string; offset: number } {
  const offset = text.indexOf('¦')
  return { text: text.replace('¦', ''), offset }
}
const placeIn = (text: string) => {
  const at = marked(text)
  return placeAt(at.text, at.offset)
}

describe('the rules of a file', () => {
  test('begin and end where their lines say', () => {
    expect(ruleSpans(single)).toEqual([{ first: 1, last: single.split('\n').length, indent: 0 }])
    expect(ruleSpans(several)).toEqual([
      { first: 2, last: 11, indent: 2 },
      { first: 12, last: 18, indent: 2 },
      { first: 19, last: 22, indent: 2 },
    ])
  })

  test('say what they are about', () => {
    expect(ruleHead(single, 14)).toEqual({
      direction: 'inbound',
      system: 'hr',
      from: 'employee',
      to: 'person',
      dialect: 'entra',
    })
    expect(ruleHead(several, 14)).toMatchObject({ direction: 'outbound', from: 'group' })
    expect(ruleHead(single.replaceAll('\n', '\r\n'), 14).to).toBe('person')
  })

  test('have a precedence of their own, whatever their flows say', () => {
    const range = precedenceRange(several, 3)
    expect(range?.value).toBe(100)
    expect(several.slice(range?.from, range?.to)).toBe('100')
    const second = precedenceRange(several, 15)
    expect(`${several.slice(0, second?.from)}90${several.slice(second?.to)}`).toBe(
      several.replace('110', '90'),
    )
    expect(precedenceRange('name: x\n', 1)).toBeUndefined()
  })

  test.each([
    [[100, 110, 120], 1, -1, 99],
    [[100, 110, 120], 2, -1, 109],
    [[100, 110, 120], 0, 1, 111],
    [[100, 110, 120], 2, 1, undefined],
    [[100, 110, 120], 0, -1, undefined],
    [[1, 2], 1, -1, undefined],
    [[99, 100, 110], 2, -1, 98],
  ] as const)('of %j the one at %i goes by %i to %s', (order, at, by, wanted) => {
    expect(movedPrecedence(order, at, by)).toBe(wanted)
  })

  test('go with the comments right above them, and with nothing else', () => {
    const rest = withoutRule(several, 13) as string
    expect(rest).not.toContain('Two')
    expect(rest).not.toContain('About the second')
    expect(rest).toContain('# About the third.\n- name: Three')
    expect(withoutRule(several, 2)).toContain('# About the whole file.')
    expect(withoutRule(single, 3)).toBeNull()
  })

  test('a new file has a name of its own', () => {
    expect(newFileName('hr', 'inbound', [])).toBe('rules/in-hr-new.yaml')
    expect(newFileName('a b', 'outbound', ['rules/out-a-b-new.yaml'])).toBe('rules/out-a-b-new-2.yaml')
  })
})

describe('expressions in a rule', () => {
  const texts = (text: string) => expressionRanges(text).map(({ from, to }) => text.slice(from, to))

  test('are found in lines below, quoted, and within braces', () => {
    expect(texts(single)).toEqual([
      '      Join(" ",\n        Coalesce([preferred_name], [first_name]))',
      'Append([last_name], "x")',
    ])
    expect(texts('  expression: Left([a], 3) # three\n  to: b\n')).toEqual(['Left([a], 3)'])
    expect(texts("expression: 'it''s'\n")).toEqual(["it''s"])
    expect(texts('- { to: a, expression: Trim([b]) }\n')).toEqual(['Trim([b])'])
    expect(texts('# expression: Trim([b])\n')).toEqual([])
  })

  test('are made of functions, attributes, texts and numbers', () => {
    const text = 'Left([a b], 3) & "f(x)"'
    expect(
      expressionTokens(text, { from: 0, to: text.length }).map(({ kind, from, to }) => [
        kind,
        text.slice(from, to),
      ]),
    ).toEqual([
      ['function', 'Left'],
      ['attribute', '[a b]'],
      ['number', '3'],
      ['text', '"f(x)"'],
    ])
  })

  test.each([
    ['Join(" ", Coal¦esce([a]))', 'Coalesce'],
    ['Join(" ", Coalesce([a¦]))', 'Coalesce'],
    ['Join(" ", Coalesce([a]), ¦[b])', 'Join'],
    ['Join(")", ¦[b])', 'Join'],
    ['[a]¦', undefined],
  ])('%s is in %s', (text, name) => {
    const at = marked(text)
    expect(functionAt(at.text, { from: 0, to: at.text.length }, at.offset)).toBe(name)
  })
})

describe('a place in a rule', () => {
  test.each([
    ['name: x\nsys¦', { in: 'key', section: 'rule', word: 'sys' }],
    ['name: x\ndirection: in¦', { in: 'value', section: 'rule', key: 'direction', word: 'in' }],
    ['scope:\n  - - { attr¦', { in: 'key', section: 'scope', word: 'attr' }],
    ['scope:\n  - - { attribute: st¦', { in: 'value', section: 'scope', key: 'attribute', word: 'st' }],
    [
      'scope:\n  - - { attribute: a, operator: ¦',
      { in: 'value', section: 'scope', key: 'operator', word: '' },
    ],
    ['scope:\n  - - { attribute: a }\n    - { op¦', { in: 'key', section: 'scope', word: 'op' }],
    ['flows:\n  - to: mail\n    fr¦', { in: 'key', section: 'flows', word: 'fr' }],
    ['flows:\n  - to: ma¦', { in: 'value', section: 'flows', key: 'to', word: 'ma' }],
    ['flows:\n  - { to: a, from: b }\nli¦', { in: 'key', section: 'rule', word: 'li' }],
    ['flows:\n  - { to: a, expression: Le¦', { in: 'expression', word: 'Le', bracket: false }],
    [
      'flows:\n  - to: a\n    expression: |\n      Left([ma¦',
      { in: 'expression', word: 'ma', bracket: true },
    ],
    ['flows:\n  - to: a\n    expression: Join("a¦', { in: 'nowhere' }],
    ['# dir¦', { in: 'nowhere' }],
    ['- name: One\n  dir¦', { in: 'key', section: 'rule', word: 'dir' }],
    ['- name: One\n  flows:\n    - to: a\n      on¦', { in: 'key', section: 'flows', word: 'on' }],
  ])('%j', (text, wanted) => {
    expect(placeIn(text)).toMatchObject(wanted)
  })
})

const vocabulary: RuleVocabulary = {
  systems: [
    {
      name: 'hr',
      title: 'HR',
      letters: 'HR',
      hue: 1,
      types: [
        { type: 'employee', attributes: [{ name: 'email', type: 'string', multi: false, indexed: false }] },
      ],
    },
  ],
  metaverse: [
    { type: 'person', attributes: [{ name: 'mail', type: 'string', multi: false, indexed: true }] },
    { type: 'group', attributes: [] },
  ],
  parameters: ['Tenant'],
  keys: [
    {
      place: 'inbound',
      key: 'link',
      means: 'what becomes of it',
      values: [{ value: 'project', means: 'a new one' }],
    },
    { place: 'outbound', key: 'leave', means: 'how it leaves', values: [] },
    { place: 'clause', key: 'operator', means: 'how', values: [{ value: 'ISIN', means: 'one of' }] },
    { place: 'flow', key: 'to', means: 'what is written', values: [] },
  ],
  functions: [
    {
      name: 'Left',
      signature: 'Left(text, count)',
      summary: 'The first characters',
      dialects: ['entra', 'connect'],
    },
    { name: 'IsGuid', signature: 'IsGuid(text)', summary: 'Whether it is one', dialects: ['connect'] },
  ],
}
const head = { direction: 'inbound', system: 'hr', from: 'employee', to: 'person', dialect: 'entra' }
const labels = (text: string, of = head) => wordsAt(placeIn(text), of, vocabulary).map(({ label }) => label)

describe('what is offered', () => {
  test.each([
    ['¦', ['link']],
    ['link: ¦', ['project']],
    ['system: ¦', ['hr']],
    ['from: ¦', ['employee']],
    ['to: ¦', ['person', 'group']],
    ['scope:\n  - - { attribute: ¦', ['email']],
    ['scope:\n  - - { attribute: email, operator: ¦', ['ISIN']],
    ['join:\n  - [{ from: ¦', ['email']],
    ['join:\n  - [{ from: email, to: ¦', ['mail']],
    ['flows:\n  - { to: ¦', ['mail']],
    ['flows:\n  - { to: mail, expression: ¦', ['Left', '[email]']],
    ['flows:\n  - { to: mail, expression: Left([¦', ['email']],
  ])('at %j', (text, wanted) => {
    expect(labels(text)).toEqual(wanted)
  })

  test('turns around for an outbound rule, and has the words of its dialect', () => {
    const outbound = {
      direction: 'outbound',
      system: 'hr',
      from: 'person',
      to: 'employee',
      dialect: 'connect',
    }
    expect(labels('from: ¦', outbound)).toEqual(['person', 'group'])
    expect(labels('to: ¦', outbound)).toEqual(['employee'])
    expect(labels('¦', outbound)).toEqual(['leave'])
    expect(labels('flows:\n  - { to: ¦', outbound)).toEqual(['email'])
    expect(labels('flows:\n  - { to: a, expression: ¦', outbound)).toEqual([
      'Left',
      'IsGuid',
      '[mail]',
      '%Tenant%',
    ])
  })

  test('is explained at the foot', () => {
    const hint = (text: string, called?: string) => hintAt(placeIn(text), called, head, vocabulary)
    expect(hint('link: project¦')).toEqual({ term: 'link: project', means: 'a new one' })
    expect(hint('flows:\n  - { to: ma¦')).toEqual({ term: 'to', means: 'what is written' })
    expect(hint('flows:\n  - { expression: Left(¦', 'left')).toEqual({
      term: 'Left(text, count)',
      means: 'The first characters',
    })
    expect(hint('nothing: ¦')).toBeNull()
  })
})

describe('a text that becomes another', () => {
  test('changes where it differs, and keeps the breaks of its file', () => {
    expect(changeTo('abc', 'abc', '\n')).toBeUndefined()
    expect(changeTo('a\nb\nc', 'a\nx\nc', '\n')).toEqual({ from: 2, to: 3, insert: 'x' })
    expect(changeTo('a\r\nb', 'a\r\nb\r\nc', '\r\n')).toEqual({ from: 3, to: 3, insert: '\r\nc' })
    expect(changeTo('aa', 'a', '\n')).toEqual({ from: 1, to: 2, insert: '' })
  })

  test('a file of mixed breaks keeps each of them', () => {
    expect(lineBreakOf('a\r\nb\r\n')).toBe('\r\n')
    expect(lineBreakOf('a\r\nb\n')).toBe('\n')
    expect(lineBreakOf('')).toBe('\n')
  })
})
