import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration, readConfiguration } from '../../../main/config/load.ts'
import { validateAgainstSchemas } from '../../../main/config/validate-schema.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'joinery-rules-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const workspace = `name: Acme
systems:
  - { name: hr, title: HR, letters: HR, hue: 1, connector: hr-csv }
  - { name: ad, title: AD, letters: AD, hue: 2, connector: twin }
metaverse:
  types:
    person:
      display: [id]
      attributes:
        id: { indexed: true }
        name: {}
        mail: {}
        count: { type: integer }
        active: { type: boolean }
        hired: { type: date }
        tags: { multi: true }
        recent: { equalPrecedence: last-writer }
        manager: { type: reference }
`

const rule = (name: string, direction: 'in' | 'out', precedence: number, rest: string): string =>
  `- { name: ${name}, direction: ${direction}bound, system: ${direction === 'in' ? 'hr' : 'ad'}, from: ${direction === 'in' ? 'employee' : 'person'}, to: ${direction === 'in' ? 'person' : 'user'}, precedence: ${precedence}, ${rest} }\n`

function write(rules: string): void {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace)
  writeFileSync(join(dir, 'rules', 'all.yaml'), rules)
}

function said(rules: string): string[] {
  write(rules)
  return readConfiguration(dir).problems.map(
    ({ line, severity, path, message }) => `${line} ${severity ?? 'error'} ${path}: ${message}`,
  )
}

describe('a mistake in a rule', () => {
  test.each<[string, string, string]>([
    [
      'a regular expression',
      rule('A', 'in', 1, 'scope: [[{ attribute: x, operator: MATCHES, value: "(a" }]]'),
      '1 error scope.0.0.value: it is no regular expression: missing closing ): `(a`',
    ],
    [
      'a day',
      rule('A', 'in', 1, 'scope: [[{ attribute: x, operator: LESSTHAN, value: today + 7 }]]'),
      '1 error scope.0.0.value: "today + 7" is no day relative to today',
    ],
    [
      'bits',
      rule('A', 'in', 1, 'scope: [[{ attribute: x, operator: ISBITSET, value: two }]]'),
      '1 error scope.0.0.value: ISBITSET needs a whole number of bits, such as 2',
    ],
    [
      'a group of identities',
      rule('A', 'out', 1, 'scope: [[{ attribute: member, operator: ISMEMBEROF, value: g }]]'),
      '1 error scope.0.0.attribute: no metaverse type has a reference attribute "member"',
    ],
    [
      'the expression of a join',
      rule('A', 'in', 1, 'link: join, join: [[{ from: id, to: id, expression: "Left([id], 3)" }]]'),
      '1 error join.0.0.expression: it reads [id]',
    ],
    [
      'a constant of another type',
      rule('A', 'in', 1, 'flows: [{ to: hired, constant: soon }]'),
      '1 error flows.0.constant: "soon" is not one date, which person.hired is',
    ],
    [
      'merging into one value',
      rule('A', 'in', 1, 'flows: [{ to: mail, from: m, merge: merge }]'),
      '1 error flows.0.merge: person.mail holds one value: there is nothing to merge',
    ],
    [
      'merging in two ways',
      rule('A', 'in', 1, 'flows: [{ to: tags, from: t, merge: merge }]') +
        rule('B', 'in', 2, 'flows: [{ to: tags, from: t }]'),
      '2 error flows.0.merge: "A" flows to person.tags with merge: merge, this rule with merge: update',
    ],
    [
      'a parameter that nobody gives',
      rule('A', 'in', 1, "dialect: connect, flows: [{ to: mail, expression: 'Trim(%Domain%)' }]"),
      '1 error flows.0.expression: the parameter %Domain% has no value',
    ],
    [
      'a parameter of another rule',
      rule('A', 'in', 1, "dialect: connect, parameters: { d: x }, flows: [{ to: mail, expression: '%d%' }]") +
        rule('B', 'out', 2, "flows: [{ to: m, dialect: connect, expression: '%d%' }]"),
      '2 error flows.0.expression: the parameter %d% has no value',
    ],
    [
      'a parameter of where an account is moved to',
      rule('A', 'out', 1, `dialect: connect, leave: [{ do: move, to: '"CN=" & [name] & %Leavers%' }]`),
      '1 error leave.0.to: the parameter %Leavers% has no value',
    ],
    [
      'an expression of the other dialect in where an account is moved to',
      rule('A', 'out', 1, `leave: [{ do: move, to: '"CN=" & [name]' }]`),
      '1 error leave.0.to: the expression is wrong at character 7: Expected an operator or the end of the expression, found "&"',
    ],
    [
      'asking a live system for a value that has no alternative',
      rule('A', 'out', 1, "flows: [{ to: m, expression: 'ToLower([mail])', unique: live }]"),
      '1 error flows.0.unique: unique: live is for SelectUniqueValue',
    ],
    [
      'asking a live system for the value of an attribute',
      rule('A', 'out', 1, 'flows: [{ to: m, from: mail, unique: live }]'),
      '1 error flows.0.unique: unique: live is for SelectUniqueValue',
    ],
    [
      'an account of any type',
      `- { name: A, direction: outbound, system: ad, from: person, to: "*", precedence: 1 }\n`,
      '1 error to: an account has one type',
    ],
    [
      'an attribute no type has',
      `- { name: A, direction: inbound, system: hr, from: "*", to: "*", precedence: 1, flows: [{ to: nome, from: n }] }\n`,
      '1 error flows.0.to: metaverse type "*" has no attribute "nome"',
    ],
    [
      'a contradiction',
      rule('A', 'in', 1, 'flows: [{ to: mail, from: m, ignoreNull: true, authoritativeNull: true }]'),
      '1 error 0.flows.0.authoritativeNull: 0.flows.0.authoritativeNull: ignoreNull and authoritativeNull contradict each other',
    ],
  ])('%s: is told with its line, and stops the load', (_name, rules, expected) => {
    expect(said(rules)).toEqual([expected])
    expect(() => loadConfiguration(dir)).toThrow(ConfigError)
  })
})

test('a parameter that nobody gives is told with the one that may be meant', () => {
  const parameters = 'parameters: { Forest.LDAP: DC=t, Domain.FQDN: t }'
  write(
    rule(
      'A',
      'in',
      1,
      `dialect: connect, ${parameters}, flows: [{ to: mail, expression: '%Forest.Ldap%' }]`,
    ) +
      `- { name: Groups, direction: membership, from: person, to: person, precedence: 3, dialect: connect, key: { to: id, expression: '%Team%' }, into: manager }\n`,
  )
  const parameterProblems = readConfiguration(dir).problems.filter(({ message }) => message.includes('%'))
  expect(parameterProblems.map(({ line, message, advice }) => [line, message, advice])).toEqual([
    [
      1,
      'the parameter %Forest.Ldap% has no value',
      'Did you mean "Forest.LDAP"? Define it under parameters, of the rule or in workspace.yaml. Known: Forest.LDAP, Domain.FQDN',
    ],
    [2, 'the parameter %Team% has no value', 'Define it under parameters, of the rule or in workspace.yaml'],
  ])
  // Once it is given, nothing is said.
  write(
    rule('A', 'in', 1, `dialect: connect, ${parameters}, flows: [{ to: mail, expression: '%Forest.LDAP%' }]`),
  )
  expect(readConfiguration(dir).problems).toEqual([])
})

describe('what is only suspicious', () => {
  const link = 'flows: '
  test.each<[string, string, string[]]>([
    [
      'two rules of equal precedence',
      rule('B', 'in', 5, `${link}[{ to: mail, from: m }]`) +
        rule('A', 'in', 5, `${link}[{ to: mail, from: n }]`),
      [
        '2 warning flows.0.to: "A" and "B" flow to person.mail at precedence 5: "A" wins, for its name comes first',
      ],
    ],
    [
      'the same by the precedence of a flow, outbound',
      rule('A', 'out', 5, `${link}[{ to: m, from: mail }]`) +
        rule('B', 'out', 6, `${link}[{ to: m, from: name, precedence: 5 }]`),
      [
        '2 warning flows.0.to: "A" and "B" flow to ad user.m at precedence 5: "A" wins, for its name comes first',
      ],
    ],
    [
      'not where the last writer wins',
      rule('A', 'in', 5, `${link}[{ to: recent, from: m }]`) +
        rule('B', 'in', 5, `${link}[{ to: recent, from: n }]`),
      [],
    ],
    [
      'not of a disabled rule',
      rule('A', 'in', 5, `${link}[{ to: mail, from: m }]`) +
        rule('B', 'in', 5, `disabled: true, ${link}[{ to: mail, from: n }]`),
      [],
    ],
    [
      'a flow that can never win',
      rule('A', 'in', 1, `${link}[{ to: mail, constant: x }]`) +
        rule('B', 'in', 2, `${link}[{ to: mail, from: n }]`),
      ['2 warning flows.0.to: this flow to person.mail can never win: "A" (precedence 1) always has a value'],
    ],
    [
      'one behind a null that is authoritative',
      rule('A', 'in', 1, `${link}[{ to: mail, from: m, authoritativeNull: true }]`) +
        rule('B', 'in', 2, `${link}[{ to: mail, from: n }]`),
      [
        '2 warning flows.0.to: this flow to person.mail can never win: "A" (precedence 1) always has the last word',
      ],
    ],
    [
      'not where the constant is for fewer objects',
      rule(
        'A',
        'in',
        1,
        `scope: [[{ attribute: k, operator: EQUAL, value: 1 }]], ${link}[{ to: mail, constant: x }]`,
      ) + rule('B', 'in', 2, `${link}[{ to: mail, from: n }]`),
      [],
    ],
    [
      'a value that feeds itself through an expression',
      `- { name: In, direction: inbound, system: ad, from: user, to: person, precedence: 1, flows: [{ to: name, from: displayName }] }\n` +
        rule('Out', 'out', 1, `${link}[{ to: displayName, expression: 'Append([name], "x")' }]`),
      [
        '2 warning flows.0: the value feeds itself: person.name → ad user.displayName → person.name; it may change with every cycle',
      ],
    ],
    [
      'not where it is handed on as it is',
      `- { name: In, direction: inbound, system: ad, from: user, to: person, precedence: 1, flows: [{ to: name, from: displayName }] }\n` +
        rule('Out', 'out', 1, `${link}[{ to: displayName, from: name }]`),
      [],
    ],
    [
      'an interval that delays nothing',
      rule('A', 'in', 1, `softDelete: 7d, ${link}[{ to: mail, from: m }]`) +
        rule('B', 'out', 1, 'softDelete: 7d'),
      [
        '1 warning softDelete: softDelete is of the rule that links an object, and this one links none',
        '2 warning softDelete: softDelete delays what leave says, and leave is keep: nothing ever happens to the account',
      ],
    ],
    [
      'not an interval of a rule that links, or lets go',
      rule('A', 'in', 1, 'link: project, softDelete: 7d') +
        rule('B', 'out', 1, 'leave: disable, softDelete: 7d'),
      [],
    ],
    [
      'not where another system leads, or it is written once',
      rule('HR', 'in', 1, `${link}[{ to: name, from: n }]`) +
        `- { name: In, direction: inbound, system: ad, from: user, to: person, precedence: 2, flows: [{ to: name, from: displayName }, { to: mail, from: mail }] }\n` +
        rule(
          'Out',
          'out',
          1,
          `${link}[{ to: displayName, expression: 'Append([name], "x")' }, { to: mail, expression: 'Append([mail], "x")', once: true }]`,
        ),
      [],
    ],
  ])('%s: is a warning at most, and the rules load', (_name, rules, expected) => {
    expect(said(rules)).toEqual(expected)
    expect(loadConfiguration(dir).rules.length).toBeGreaterThan(0)
  })
})

describe('what a connected system does not have', () => {
  const schema: SystemSchema = {
    types: [
      {
        type: 'employee',
        attributes: {
          id: { type: 'string' },
          boss: { type: 'reference' },
          born: { type: 'date' },
          givenName: { type: 'string' },
        },
      },
    ],
  }
  const user: SystemSchema = {
    types: [{ type: 'user', attributes: { mail: { type: 'string' }, enabled: { type: 'boolean' } } }],
  }
  const warned = (rules: string): string[] => {
    write(rules)
    const read = readConfiguration(dir)
    expect(read.problems).toEqual([])
    return validateAgainstSchemas(
      read.workspace,
      read.rules,
      new Map([
        ['hr', schema],
        ['ad', user],
      ]),
    ).map(({ severity, path, message, advice }) => `${severity} ${path}: ${message}. ${advice}`)
  }

  test.each<[string, string, string]>([
    [
      'a type',
      rule('A', 'in', 1, 'disabled: false').replace('from: employee', 'from: Employee'),
      'warning from: hr has no object type "Employee". Did you mean "employee"? Known types: employee',
    ],
    [
      'an attribute of a scope',
      rule('A', 'in', 1, 'scope: [[{ attribute: kind, operator: ISNULL }]]'),
      'warning scope.0.0.attribute: employee in hr has no attribute "kind". Correct the name, or read the system again if it is new (joinery discover hr)',
    ],
    [
      'an attribute of a join',
      rule('A', 'in', 1, 'link: join, join: [[{ from: ID, to: id }]]'),
      'warning join.0.0.from: employee in hr has no attribute "ID". Did you mean "id"? Correct the name, or read the system again if it is new (joinery discover hr)',
    ],
    [
      'an attribute of an expression',
      rule('A', 'in', 1, `flows: [{ to: name, expression: 'Trim([givenname])' }]`),
      'warning flows.0.expression: employee in hr has no attribute "givenname". Did you mean "givenName"? Correct the name, or read the system again if it is new (joinery discover hr)',
    ],
    [
      'text that is to be true or false',
      rule('A', 'in', 1, 'flows: [{ to: active, from: id }]'),
      'warning flows.0: id is string and person.active is boolean. Convert it with an expression; a value that is no boolean becomes a finding',
    ],
    [
      'text that is to refer',
      rule('A', 'in', 1, 'flows: [{ to: manager, from: id }]'),
      'warning flows.0: id is string and person.manager is reference. References flow into references only',
    ],
    [
      'an attribute to write',
      rule('A', 'out', 1, 'flows: [{ to: email, from: mail }]'),
      'warning flows.0.to: user in ad has no attribute "email". Correct the name, or read the system again if it is new (joinery discover ad)',
    ],
    [
      'a constant that does not fit',
      rule('A', 'out', 1, 'flows: [{ to: enabled, constant: maybe }]'),
      'warning flows.0.constant: "maybe" is not one boolean, which enabled in ad is. Correct the constant',
    ],
  ])('%s', (_name, rules, expected) => {
    expect(warned(rules)).toEqual([expected])
  })

  test('nothing of what it has, nor of a system that was never read', () => {
    expect(
      warned(
        rule(
          'A',
          'in',
          1,
          'link: join, join: [[{ from: id, to: id }]], flows: [{ to: hired, from: born }, { to: manager, from: boss }, { to: name, from: born }]',
        ),
      ),
    ).toEqual([])
    write(rule('A', 'in', 1, 'flows: [{ to: name, from: nothing }]'))
    const read = readConfiguration(dir)
    expect(validateAgainstSchemas(read.workspace, read.rules, new Map())).toEqual([])
  })
})
