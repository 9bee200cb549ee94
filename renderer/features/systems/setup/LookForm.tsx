import { t } from '../../../language/text.ts'
import { FormField } from '../../../ui/FormField.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { SystemTile } from '../../../ui/SystemTile.tsx'
import { type Draft, withTitle } from './draft.ts'
import { nameProblem } from './nameProblem.ts'

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
        label={t('Title')}
        kind="text"
        required
        value={look.title}
        hint={t('As it is called on screens and in reports.')}
        placeholder={t('Active Directory')}
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
          label={t('Name')}
          kind="text"
          required
          value={draft.name}
          hint={t('As rules and commands call it. It stays for good.')}
          problem={nameProblem(draft.name, taken, t('Another system has this name'))}
          onChange={(value) => onChange({ ...draft, name: String(value), named: true })}
        />
      )}
      <FormField
        label={t('Letters')}
        kind="text"
        value={look.letters}
        hint={t('One or two, for its tile.')}
        onChange={(value) =>
          onChange({ ...draft, look: { ...look, letters: [...String(value)].slice(0, 2).join('') } })
        }
      />
      <fieldset className="hues">
        <legend className="medium">{t('Colour')}</legend>
        {hues.map((hue) => (
          <label key={hue} className={hue === look.hue ? 'is-current' : undefined}>
            <input
              type="radio"
              name="hue"
              className="hidden-text"
              aria-label={t`Colour ${hue}`}
              checked={hue === look.hue}
              onChange={() => onChange({ ...draft, look: { ...look, hue } })}
            />
            <SystemTile
              tile={{
                name: draft.name,
                title: look.title || t('New system'),
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
          {t(
            'Joinery writes it to workspace.yaml, keeps its secrets in the secret store, and reads it in the next session. Until a rule uses it, nothing happens with what it holds.',
          )}
        </p>
      )}
    </div>
  )
}
