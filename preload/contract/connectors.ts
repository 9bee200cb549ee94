import { z } from 'zod'
import { pathKind } from './paths.ts'
import { checkResult } from './workspace.ts'

/** Setting up a connected system: what a connector asks for, and what it says of the answers. */

/**
 * How a field is asked for. `texts`: a list, one a line. `structure`: anything deeper, as YAML. `secret`: kept in the secret store and never
 * sent to the page.
 */
export const fieldKind = z.enum(['text', 'number', 'switch', 'choice', 'texts', 'structure', 'secret'])

export const connectorField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string().nullable(),
  placeholder: z.string().nullable(),
  group: z.string(),
  /** From 1; what is asked in the third step has a default that usually stays. */
  step: z.number().int(),
  kind: fieldKind,
  /** Of a text that is the path of a file. */
  path: pathKind.nullable(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  required: z.boolean(),
  /** What holds when nothing is filled in, as text; null for nothing. */
  initial: z.string().nullable(),
})
export type ConnectorField = z.infer<typeof connectorField>

export const connectorInfo = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  writes: z.boolean(),
  delta: z.boolean(),
  fields: z.array(connectorField),
})
export type ConnectorInfo = z.infer<typeof connectorInfo>

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, a letter first')

/** A system as far as it is filled in. */
export const systemDraft = z.object({
  name,
  connector: z.string(),
  /** What is filled in, as it stands in the fields; lists a line each, structures as YAML. */
  fields: z.record(z.string(), z.union([z.string(), z.boolean()])),
  /** By field; they go no further than the connection and the secret store. */
  secrets: z.record(z.string(), z.string()),
})
export type SystemDraft = z.infer<typeof systemDraft>

/** How a system is shown. */
export const systemLook = z.object({
  title: z.string().trim().min(1).max(200),
  letters: z.string().trim().min(1).max(2),
  hue: z.number().int().min(1).max(5),
})

export type SystemLook = z.infer<typeof systemLook>

export const suggestion = z.object({
  field: z.string(),
  /** As it would be filled in. */
  value: z.union([z.string(), z.boolean()]),
  reason: z.string(),
})
export type Suggestion = z.infer<typeof suggestion>

export const setUpTrial = z.object({
  /** What the connector does not accept, by field; nothing was tried then. */
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
  checks: z.array(checkResult),
})
export type SetUpTrial = z.infer<typeof setUpTrial>
