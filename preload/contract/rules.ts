import { z } from 'zod'
import { operation, systemTile, time, value } from './words.ts'

/** Rules as files, as what they say, and as what an edit of them would change. */

/** `rules/10-in-hr.yaml`; no other folder, and nothing outside of it. */
export const ruleFileName = z
  .string()
  .regex(/^rules\/[^/\\\0]{1,200}\.ya?ml$/, 'a .yaml file in the folder rules')

/** Files with text that is not saved yet; `null` takes a file away. */
export const ruleEdits = z
  .array(z.object({ file: ruleFileName, text: z.string().max(2_000_000).nullable() }))
  .max(200)
export type RuleEdits = z.infer<typeof ruleEdits>

export const ruleProblem = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  advice: z.string(),
})
export type RuleProblem = z.infer<typeof ruleProblem>

const constant = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
])

export const ruleClause = z.object({
  attribute: z.string(),
  operator: z.string(),
  value: constant.optional(),
  nested: z.boolean().optional(),
})
export type RuleClause = z.infer<typeof ruleClause>

export const ruleJoin = z.object({
  from: z.string(),
  to: z.string(),
  caseSensitive: z.boolean(),
  normalise: z.array(z.string()),
  expression: z.string().optional(),
})
export type RuleJoin = z.infer<typeof ruleJoin>

export const ruleFlow = z.object({
  /** Where it begins in the file, from 1. */
  line: z.number().int(),
  to: z.string(),
  from: z.string().optional(),
  constant: constant.optional(),
  expression: z.string().optional(),
  once: z.boolean(),
  ignoreNull: z.boolean(),
  authoritativeNull: z.boolean(),
  merge: z.string(),
  precedence: z.number().int().optional(),
  unique: z.string(),
})
export type RuleFlow = z.infer<typeof ruleFlow>

export const ruleView = z.object({
  file: ruleFileName,
  /** Its place in a file of several. */
  index: z.number().int(),
  name: z.string(),
  direction: z.enum(['inbound', 'outbound', 'membership']),
  /** Null for a membership rule, and where the workspace has no such system. */
  system: systemTile.nullable(),
  from: z.string(),
  to: z.string(),
  precedence: z.number().int(),
  disabled: z.boolean(),
  dialect: z.enum(['entra', 'connect']),
  /** Its first and last line in the file, from 1. */
  line: z.number().int(),
  lastLine: z.number().int(),
  /** Against the version in use. `unreadable`: the file cannot be read, and this is what is in use. */
  state: z.enum(['active', 'edited', 'new', 'removed', 'unreadable']),
  /** Its name in the version in use; null for a new one. */
  activeName: z.string().nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  scope: z.array(z.array(ruleClause)),
  join: z.array(z.array(ruleJoin)),
  link: z.string(),
  /** One word, or a step a line. */
  leave: z.array(z.string()),
  softDelete: z.number().int(),
  flows: z.array(ruleFlow),
  /** Of a membership rule: what makes a group, and where its members go. */
  membership: z.object({ key: z.string(), keyFrom: z.string(), into: z.string() }).nullable(),
})
export type RuleView = z.infer<typeof ruleView>

export const ruleVersion = z.object({ number: z.number().int(), since: time, by: z.string() })

export const ruleBook = z.object({
  /** Names what all files together say: the same text, saved or not, has the same name. */
  content: z.string(),
  version: ruleVersion,
  /** Files of the folder, those that only an edit has among them. */
  files: z.array(
    z.object({ file: z.string(), readable: z.boolean(), edited: z.boolean(), onDisk: z.boolean() }),
  ),
  rules: z.array(ruleView),
  problems: z.array(ruleProblem),
  /** So much is stored that effects are worked out only when they are asked for. */
  large: z.boolean(),
})
export type RuleBook = z.infer<typeof ruleBook>

export const ruleFile = z.object({
  text: z.string(),
  /** Names this content: a save says which one it was made from. */
  hash: z.string(),
  /** The text of the version in use; null where that has no such file. */
  active: z.string().nullable(),
})

export const ruleSaved = z.discriminatedUnion('saved', [
  z.object({ saved: z.literal(true), hash: z.string() }),
  /** Somebody else has changed the file meanwhile: what is there now; null where it is gone. */
  z.object({ saved: z.literal(false), text: z.string().nullable(), hash: z.string().nullable() }),
])

const attributeWord = z.object({
  name: z.string(),
  type: z.string(),
  multi: z.boolean(),
  indexed: z.boolean(),
})
const typeWords = z.object({ type: z.string(), attributes: z.array(attributeWord) })
export const wordPlace = z.enum([
  'inbound',
  'outbound',
  'membership',
  'clause',
  'join',
  'flow',
  'key',
  'leave',
])

export const ruleVocabulary = z.object({
  systems: z.array(systemTile.extend({ types: z.array(typeWords) })),
  metaverse: z.array(typeWords),
  parameters: z.array(z.string()),
  /** What may stand in each place of a rule. */
  keys: z.array(
    z.object({
      place: wordPlace,
      key: z.string(),
      means: z.string(),
      values: z.array(z.object({ value: z.string(), means: z.string() })),
    }),
  ),
  functions: z.array(
    z.object({
      name: z.string(),
      signature: z.string(),
      summary: z.string(),
      dialects: z.array(z.enum(['entra', 'connect'])),
    }),
  ),
})
export type RuleVocabulary = z.infer<typeof ruleVocabulary>

/** A rule by its file and place, as edited. */
export const ruleAt = z.object({ file: ruleFileName, index: z.number().int().min(0) })

export const scopeCount = z.object({
  total: z.number().int(),
  looked: z.number().int(),
  inScope: z.number().int(),
  entering: z.number().int(),
  leaving: z.number().int(),
})
export type ScopeCount = z.infer<typeof scopeCount>

export const person = z.object({ id: z.number().int(), name: z.string(), key: z.string().nullable() })
export type Person = z.infer<typeof person>

const said = z.object({ inScope: z.boolean(), value, error: z.string().nullable() })
export const ruleSample = person.extend({ absent: z.boolean(), was: said, is: said })
export type RuleSample = z.infer<typeof ruleSample>

export const contributorList = z.object({
  looked: z.number().int(),
  total: z.number().int(),
  rows: z.array(
    z.object({
      rule: z.string(),
      system: systemTile.nullable(),
      precedence: z.number().int(),
      /** It contributes by the rules as edited; their numbers are those of the last synchronization. */
      count: z.number().int(),
    }),
  ),
})
export type ContributorList = z.infer<typeof contributorList>

export const ruleEffect = z.object({
  /** Milliseconds that working it out took. */
  took: z.number(),
  evaluated: z.object({ objects: z.number().int(), identities: z.number().int() }),
  /** Rules that keep undoing each other: the numbers are of where it was given up. */
  looping: z.boolean(),
  /** Why everything had to be looked at. */
  because: z.string().nullable(),
  /** Accounts that would be written otherwise than by the rules in use. */
  accounts: z.number().int(),
  parts: z.array(
    z.object({
      system: systemTile,
      operation,
      attribute: z.string().nullable(),
      withdrawn: z.boolean(),
      count: z.number().int(),
    }),
  ),
  patterns: z.array(
    z.object({
      attribute: z.string(),
      old: z.string().nullable(),
      new: z.string().nullable(),
      people: z.number().int(),
      /** An identity it is about. */
      example: z.number().int().nullable(),
    }),
  ),
  morePatterns: z.object({ patterns: z.number().int(), people: z.number().int() }),
  identities: z.object({
    changed: z.number().int(),
    attributes: z.array(z.object({ attribute: z.string(), count: z.number().int() })),
    projected: z.number().int(),
    removed: z.number().int(),
    joined: z.number().int(),
    disconnected: z.number().int(),
    moved: z.number().int(),
    sameNames: z.array(z.object({ name: z.string(), identities: z.number().int() })),
    findings: z.array(
      z.object({ code: z.string(), severity: z.string(), count: z.number().int(), message: z.string() }),
    ),
  }),
})
export type RuleEffect = z.infer<typeof ruleEffect>

/** An effect on its way, and then the effect. */
export const effectEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number().int(), total: z.number().int() }),
  z.object({ type: z.literal('effect'), effect: ruleEffect }),
])

export const noEdits = ruleEdits.default([])

/** Spread into `methods`. */
export const ruleMethods = {
  /** Every rule as the edits have it, and everything there is to say of it; the same checks as `joinery rules check`. */
  'rules.read': { params: z.object({ edits: noEdits }), result: ruleBook },
  'rules.file': { params: z.object({ file: ruleFileName }), result: ruleFile },
  'rules.vocabulary': { params: z.object({}).strict(), result: ruleVocabulary },
  /** Writes a file as it is given, unless it is not any more what `hash` names; null: it must not be there yet. */
  'rules.save': {
    params: z.object({ file: ruleFileName, text: z.string().max(2_000_000), hash: z.string().nullable() }),
    result: ruleSaved,
  },
  /** Removes a file, under the same condition. */
  'rules.remove': { params: z.object({ file: ruleFileName, hash: z.string() }), result: ruleSaved },
  /** Takes what is saved into use, as opening the workspace would; refused while a step runs. */
  'rules.activate': {
    params: z.object({}).strict(),
    result: z.object({ version: ruleVersion, changed: z.boolean() }),
  },
  'rules.scope': { params: ruleAt.extend({ edits: noEdits }), result: scopeCount },
  /** What the flow to an attribute says of a few people, by the rules in use and as edited; null: of the rule's scope alone. */
  'rules.samples': {
    params: ruleAt.extend({
      edits: noEdits,
      attribute: z.string().nullable(),
      /** Null: the host chooses some. */
      people: z.array(z.number().int()).max(50).nullable(),
    }),
    result: z.array(ruleSample),
  },
  'rules.people': {
    params: z.object({ type: z.string(), text: z.string().max(200).default('') }),
    result: z.array(person),
  },
  /** Who gives the attribute that a flow of this rule writes its values. */
  'rules.contributors': {
    params: ruleAt.extend({ edits: noEdits, attribute: z.string() }),
    result: contributorList,
  },
  /** What the edits would change against the rules in use: synchronized on a copy, so that nothing of it is stored. */
  'rules.effect': { params: z.object({ edits: ruleEdits }), events: effectEvent },
} as const
