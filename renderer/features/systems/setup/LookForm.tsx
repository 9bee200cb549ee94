import { FormField } from '../../../ui/FormField.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { SystemTile } from '../../../ui/SystemTile.tsx'
import { type Draft, withTitle } from './draft.ts'

interface LookFormProps {
  draft: Draft
  /** Names that other systems have. */
  taken: readonly string[]
  /** It is a system that is edited: its name stays for good. */
  edits?: boolean
  error: unknown
  onChange: (draft: Draft) => void
}

const hues = [1, 2, 3, 4, 5] as const

/** What people call it, and how it is told from others at a glance. */
export function LookForm({ draft, taken, edits = false, error, onChange }: LookFormProps) {
  const { look } = draft
  return (
    <div className="form">
      {error ? <ErrorNotice error={error} /> : null}
      <FormField
        label="Title"
        kind="text"
        required
        value={look.title}
        hint="As it is called on screens and in reports."
        placeholder="Active Directory"
        onChange={(value) =>
          onChange(
            edits
              ? { ...draft, look: { ...draft.look, title: String(value) } }
              : withTitle(draft, String(value)),
          )
        }
      />
      {edits ? null : (
        <FormField
          label="Name"
          kind="text"
          required
          value={draft.name}
          hint="As rules and commands call it. It stays for good."
          problem={problemOf(draft.name, taken)}
          onChange={(value) => onChange({ ...draft, name: String(value), named: true })}
        />
      )}
      <FormField
        label="Letters"
        kind="text"
        value={look.letters}
        hint="One or two, for its tile."
        onChange={(value) =>
          onChange({ ...draft, look: { ...look, letters: [...String(value)].slice(0, 2).join('') } })
        }
      />
      <fieldset className="hues">
        <legend className="medium">Colour</legend>
        {hues.map((hue) => (
          <label key={hue} className={hue === look.hue ? 'is-current' : undefined}>
            <input
              type="radio"
              name="hue"
              className="hidden-text"
              aria-label={`Colour ${hue}`}
              checked={hue === look.hue}
              onChange={() => onChange({ ...draft, look: { ...look, hue } })}
            />
            <SystemTile
              tile={{
                name: draft.name,
                title: look.title || 'New system',
                letters: look.letters || '··',
                hue,
              }}
              size="large"
            />
          </label>
        ))}
      </fieldset>
      {edits ? null : (
        <p className="small muted">
          Joinery writes it to workspace.yaml, keeps its secrets in the secret store, and reads it in the next
          session. Until a rule uses it, nothing happens with what it holds.
        </p>
      )}
    </div>
  )
}

function problemOf(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return undefined
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return 'Lower-case letters, digits and dashes, a letter first'
  return taken.includes(name) ? 'Another system has this name' : undefined
}
