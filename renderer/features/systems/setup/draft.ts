import type {
  ConnectorField,
  ConnectorInfo,
  SystemDraft,
  SystemLook,
  SystemSettings,
} from '../../../../preload/contract/connectors.ts'

/** A system while it is filled in. */
export interface Draft {
  readonly connector: ConnectorInfo | null
  readonly fields: Readonly<Record<string, string | boolean>>
  readonly secrets: Readonly<Record<string, string>>
  readonly look: SystemLook
  /** As it is named in files; follows the title until somebody names it. */
  readonly name: string
  readonly named: boolean
}

export const emptyDraft = (hue: number): Draft => ({
  connector: null,
  fields: {},
  secrets: {},
  look: { title: '', letters: '', hue },
  name: '',
  named: false,
})

/** What stands of a system, as it would have been filled in. */
export const draftOf = (name: string, connector: ConnectorInfo, settings: SystemSettings): Draft => ({
  connector,
  fields: settings.fields,
  secrets: {},
  look: settings.look,
  name,
  named: true,
})

/** What stands in a field: what was filled in, else its default where one sees it. */
export function valueOfField(draft: Draft, field: ConnectorField): string | boolean {
  if (field.kind === 'secret') return draft.secrets[field.name] ?? ''
  const given = draft.fields[field.name]
  if (given !== undefined) return given
  if (field.kind === 'switch') return field.initial === 'true'
  if (field.kind === 'choice') return field.initial ?? field.choices[0]?.value ?? ''
  return ''
}

export function withField(draft: Draft, field: ConnectorField, value: string | boolean): Draft {
  return field.kind === 'secret'
    ? { ...draft, secrets: { ...draft.secrets, [field.name]: String(value) } }
    : { ...draft, fields: { ...draft.fields, [field.name]: value } }
}

/** Another connector asks for other things; what was filled in for the first is gone. */
export const withConnector = (draft: Draft, connector: ConnectorInfo): Draft =>
  draft.connector?.id === connector.id ? draft : { ...draft, connector, fields: {}, secrets: {} }

export function withTitle(draft: Draft, title: string): Draft {
  return {
    ...draft,
    look: { ...draft.look, title, letters: draft.named ? draft.look.letters : lettersOf(title) },
    name: draft.named ? draft.name : nameFrom(title),
  }
}

/** `HR contractors (Workday)` → `hr-contractors-workday` */
export function nameFrom(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
}

/** `Active Directory` → `AD`, `ServiceNow` → `SN`, `payroll` → `PA` */
export function lettersOf(title: string): string {
  const words = title
    .trim()
    .split(/[\s_-]+/)
    .filter(Boolean)
  const capitals = [...(words[0] ?? '')].filter((letter) => /\p{Lu}/u.test(letter))
  const letters =
    words.length > 1
      ? [...words.slice(0, 2)].map((word) => [...word][0])
      : capitals.length > 1
        ? capitals.slice(0, 2)
        : [...(words[0] ?? '')].slice(0, 2)
  return letters.join('').toUpperCase()
}

/** What goes to the host; a name is needed before anybody has chosen one. */
export const wireDraft = (draft: Draft, edits = false): Omit<SystemDraft, 'edits'> & { edits?: boolean } => ({
  name: draft.name || 'new-system',
  connector: draft.connector?.id ?? '',
  fields: { ...draft.fields },
  secrets: { ...draft.secrets },
  ...(edits ? { edits } : {}),
})

/** The hue that the fewest systems have: each keeps its own for good. */
export function freeHue(systems: readonly { hue: number }[]): number {
  const used = (hue: number) => systems.filter((system) => system.hue === hue).length
  return [1, 2, 3, 4, 5].toSorted((a, b) => used(a) - used(b) || a - b)[0] ?? 1
}
