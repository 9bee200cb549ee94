import { Fragment, useState } from 'react'
import { movedAddresses, typeAgain } from '../../../../preload/contract/addresses.ts'
import type { ConnectorField, ConnectorInfo, SetUpTrial } from '../../../../preload/contract/connectors.ts'
import { pathChooser } from '../../../client/bridge.ts'
import { t } from '../../../language/text.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormField } from '../../../ui/FormField.tsx'
import { formatCounted } from '../../../ui/format.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { type Draft, valueOfField, withField } from './draft.ts'

interface ConfigFormProps {
  connector: ConnectorInfo
  draft: Draft
  problems: SetUpTrial['problems']
  /** Why a value was proposed, by field. */
  reasons: Readonly<Record<string, string>>
  /** Secrets that are kept already. */
  kept?: readonly string[]
  /** What stands of a system that is edited: what is kept was given for its addresses. */
  inUse?: Draft['fields']
  suggesting: boolean
  suggestError: unknown
  onSuggest: () => void
  onChange: (draft: Draft) => void
}

/** Later steps have defaults that usually stay: they are shown when somebody asks, or when something is wrong with one. */
const lastAsked = 2

/** What the connector asks for, in its groups. */
export function ConfigForm({
  connector,
  draft,
  problems,
  reasons,
  kept = [],
  inUse,
  ...props
}: ConfigFormProps) {
  const [whole, setWhole] = useState(false)
  const hasProblem = ({ name }: ConnectorField) => problems.some(({ field }) => field === name)
  const shown = connector.fields.filter(
    (field) => whole || field.step <= lastAsked || field.required || hasProblem(field),
  )
  const moved = inUse ? movedAddresses(connector.fields, draft.fields, inUse) : []
  const staysOf = ({ name }: ConnectorField) =>
    !kept.includes(name) || problems.some(({ field }) => field === name)
      ? undefined
      : moved.length > 0 && !draft.secrets[name]
        ? typeAgain(moved)
        : t('Left empty, the one that is kept stays.')
  const hidden = connector.fields.length - shown.length
  const groups = [...new Set(shown.map(({ group }) => group))]
  const unplaced = problems.filter(({ field }) => !connector.fields.some(({ name }) => name === field))
  return (
    <div className="form">
      <div className="form-ask">
        <p className="muted">
          {t(
            'Fill in where it is, then ask it: what it says of itself is filled in where nothing stands yet.',
          )}
        </p>
        <Button disabled={props.suggesting} onClick={props.onSuggest}>
          {props.suggesting ? t('Asking the system') : t('Ask the system')}
        </Button>
      </div>
      {props.suggestError ? <ErrorNotice error={props.suggestError} /> : null}
      {unplaced.map(({ message }) => (
        <p className="is-delete small" key={message}>
          {message}
        </p>
      ))}
      {groups.map((group) => (
        <fieldset className="form-group" key={group}>
          {group ? <legend className="section-head">{group}</legend> : null}
          {shown
            .filter((field) => field.group === group)
            .map((field) => (
              <Fragment key={field.name}>
                <FormField
                  label={field.label}
                  kind={field.kind}
                  value={valueOfField(draft, field)}
                  required={field.required}
                  choices={field.choices}
                  placeholder={
                    kept.includes(field.name) && moved.length === 0
                      ? t('One is kept')
                      : (field.initial ?? field.placeholder ?? undefined)
                  }
                  hint={<Hint field={field} stays={staysOf(field)} reason={reasons[field.name]} />}
                  problem={problems.find((problem) => problem.field === field.name)?.message}
                  choosePath={field.path === null ? undefined : pathChooser(field.path)}
                  onChange={(value) => props.onChange(withField(draft, field, value))}
                />
              </Fragment>
            ))}
        </fieldset>
      ))}
      {hidden > 0 ? (
        <p>
          <Button onClick={() => setWhole(true)}>
            {t`Show ${formatCounted(hidden, 'more setting')} with defaults`}
          </Button>
        </p>
      ) : null}
    </div>
  )
}

const kindHint: Partial<Record<ConnectorField['kind'], string>> = {
  texts: t('One a line.'),
  structure: t('As YAML.'),
  secret: t('Kept in the secret store, never in the workspace’s files.'),
}

interface HintProps {
  field: ConnectorField
  /** What becomes of a secret that is kept. */
  stays: string | undefined
  reason: string | undefined
}

function Hint({ field, stays, reason }: HintProps) {
  const text = [field.help, kindHint[field.kind], stays].filter(Boolean).join(' ')
  return (
    <>
      {text}
      {reason ? (
        <span className="is-brand">
          {text ? ' ' : ''}
          {reason}
        </span>
      ) : null}
    </>
  )
}
