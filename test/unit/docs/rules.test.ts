import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { leaveStepSchema, leaveWords } from '../../../main/config/leave-schema.ts'
import {
  failureLimitSchema,
  groupLimitSchema,
  limitSchema,
  limitsSchema,
  namedLimitSchema,
} from '../../../main/config/limit-schema.ts'
import { loadConfiguration } from '../../../main/config/load.ts'
import { membershipRuleSchema, ruleFileSchema } from '../../../main/config/membership-schema.ts'
import { plausibilitySchema } from '../../../main/config/plausibility-schema.ts'
import {
  clauseSchema,
  flowSchema,
  inboundRuleSchema,
  joinConditionSchema,
  outboundRuleSchema,
  scopeOperators,
} from '../../../main/config/rule-schema.ts'
import {
  deletionSchema,
  metaverseAttributeSchema,
  metaverseTypeSchema,
  systemSchema,
  workspaceSchema,
} from '../../../main/config/workspace-schema.ts'
import { codeBlocks, documentText, firstCells, sectionsOf } from './documents.ts'

const page = documentText('docs/rules.md')
const sections = sectionsOf(page)
const section = (title: string): string => sections.get(title) ?? ''
/** The part of a section before its first subsection. */
const ownCells = (title: string): string[] => firstCells(section(title).split(/^#/m)[0] ?? '')

test.each([
  ['workspace.yaml', workspaceSchema],
  ['A system', systemSchema],
  ['Plausibility', plausibilitySchema],
  ['The metaverse', metaverseTypeSchema],
  ['An attribute', metaverseAttributeSchema],
  ['Scope', clauseSchema],
  ['Join', joinConditionSchema],
  ['Flows', flowSchema],
] as const)('the section "%s" has a row for each field, and no other', (title, schema) => {
  const cells = ownCells(title).filter((cell) => !(scopeOperators as readonly string[]).includes(cell))
  expect(cells.sort()).toEqual(Object.keys(schema.shape).sort())
})

test('limits: all of them, and each of their fields', () => {
  const cells = ownCells('Limits')
  const fields = [limitsSchema, limitSchema, groupLimitSchema, failureLimitSchema, namedLimitSchema].flatMap(
    ({ shape }) => Object.keys(shape),
  )
  expect([...new Set(cells)].sort()).toEqual([...new Set(fields)].sort())
})

test('a field of a rule stands with every rule, or with the direction that has it', () => {
  const common = ownCells('Every rule')
  const inbound = Object.keys(inboundRuleSchema.shape)
  const outbound = Object.keys(outboundRuleSchema.shape)
  expect(common.sort()).toEqual(inbound.sort())
  expect(ownCells('Inbound rules')).toEqual(['link'])
  const more = outbound.filter((field) => !inbound.includes(field))
  expect(more.length).toBeGreaterThan(0)
  for (const field of more) expect(ownCells('Outbound rules'), field).toContain(field)
})

test.each([
  ['Inbound rules', inboundRuleSchema.shape.link.unwrap().options],
  ['Outbound rules', outboundRuleSchema.shape.link.unwrap().options],
  ['Outbound rules', leaveWords],
  ['An attribute', metaverseAttributeSchema.shape.type.unwrap().options],
  ['Scope', scopeOperators],
] as const)('the section "%s" names each of %j', (title, words) => {
  for (const word of words) expect(section(title), word).toContain(`\`${word}\``)
})

test.each(['docs/rules.md', 'docs/getting-started.md'])('the complete rules of %s parse', (path) => {
  const blocks = codeBlocks(documentText(path), 'yaml rule')
  expect(blocks.length).toBeGreaterThan(1)
  for (const block of blocks) expect(ruleFileSchema.safeParse(parse(block)).error, block).toBeUndefined()
})

test('the complete workspace of docs/rules.md and its rules pass the check together', () => {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-docs-'))
  afterAll(() => rmSync(dir, { recursive: true }))
  const [workspace] = codeBlocks(page, 'yaml workspace')
  writeFileSync(join(dir, 'workspace.yaml'), workspace ?? '')
  mkdirSync(join(dir, 'rules'))
  const blocks = codeBlocks(page, 'yaml rule')
  blocks.forEach((block, at) => {
    writeFileSync(join(dir, 'rules', `${at}.yaml`), block)
  })
  const { rules, memberships = [] } = loadConfiguration(dir)
  expect(memberships.length).toBeGreaterThan(0)
  expect(rules.length + memberships.length).toBe(blocks.length)
})

test('the fields of leave steps and of deletion are described', () => {
  expect(ownCells('Deletion').sort()).toEqual(Object.keys(deletionSchema.shape).sort())
  const fields = leaveStepSchema.options.flatMap((step) => Object.keys(step.shape))
  expect(ownCells('Leaving in steps').sort()).toEqual([...new Set(fields)].sort())
  for (const step of leaveStepSchema.options)
    expect(section('Leaving in steps')).toContain(`\`${step.shape.do.value}\``)
})

test('the fields of a membership rule are described', () => {
  const common = Object.keys(inboundRuleSchema.shape)
  const own = Object.keys(membershipRuleSchema.shape).filter(
    (field) => !['name', 'direction', 'precedence', 'disabled', 'dialect', 'parameters'].includes(field),
  )
  expect(common).toContain('precedence')
  expect(ownCells('Membership rules').sort()).toEqual(own.sort())
})
