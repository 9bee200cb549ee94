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
  /** It says where the system is: secrets that are kept are sent there, and nowhere else. */
  address: z.boolean(),
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
  /** It is a system of the workspace that is edited: secrets that are not given are those that are kept, where no address is another. */
  edits: z.boolean().default(false),
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

/** A system of the workspace as a person would have filled it in. */
export const systemSettings = z.object({
  connector: z.string(),
  look: systemLook,
  fields: systemDraft.shape.fields,
  /** Fields of which a secret is kept; the secrets themselves never leave their store. */
  secrets: z.array(z.string()),
  /** Names the text of workspace.yaml that this was read from. */
  hash: z.string(),
})
export type SystemSettings = z.infer<typeof systemSettings>

export const systemEdit = systemDraft.extend(systemLook.shape).extend({ hash: z.string() })
export type SystemEdit = z.infer<typeof systemEdit>

/** A line of workspace.yaml before and after; `number` counts from 1, of an old line in the old text. */
export const textLine = z.object({
  kind: z.enum(['same', 'old', 'new']),
  number: z.number().int(),
  text: z.string(),
})
export type TextLine = z.infer<typeof textLine>

const place = z.object({ file: z.string(), line: z.number().int(), message: z.string() })

export const systemEditPreview = z.object({
  /** What the connector does not accept, by field; nothing else is told then. */
  problems: setUpTrial.shape.problems,
  /** Why the whole configuration would not hold with it. */
  refused: z.array(place),
  lines: z.array(textLine),
  /** Labels of secrets that are kept anew. */
  secrets: z.array(z.string()),
  /** What the change asks for, in sentences. */
  due: z.array(z.string()),
})
export type SystemEditPreview = z.infer<typeof systemEditPreview>

export const systemRemoval = z.object({
  /** Names the text of workspace.yaml that this was read from. */
  hash: z.string(),
  /** What speaks of the system and has to go first. */
  uses: z.array(place),
  lines: z.array(textLine),
  objects: z.number().int(),
  joined: z.number().int(),
  /** The last synchronization still took people from it: they stay as they are until it has gone by rules without it. */
  decides: z.boolean(),
  pending: z.number().int(),
  approved: z.number().int(),
  unconfirmed: z.number().int(),
  /** Labels of the secrets that are forgotten. */
  secrets: z.array(z.string()),
})
export type SystemRemoval = z.infer<typeof systemRemoval>
