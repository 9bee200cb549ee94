import type { RuleSample } from '../../../preload/contract/rules.ts'
import { t } from '../../language/text.ts'
import { Difference } from '../../ui/Difference.tsx'
import { formatValue } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'

interface SamplesProps {
  attribute: string | null
  rows: readonly RuleSample[] | undefined
  error: unknown
  onChoose(): void
}

/** What the flow under the cursor says of a few people, before and after. */
export function Samples({ attribute, rows, error, onChoose }: SamplesProps) {
  return (
    <PanePart
      title={t('Live on samples')}
      count={attribute ?? t('scope')}
      link={
        <button type="button" className="link" onClick={onChoose}>
          {t('Choose people')}
        </button>
      }
    >
      {error && (error as { code?: string }).code !== 'configuration' ? <ErrorNotice error={error} /> : null}
      {rows?.length === 0 ? (
        <p className="small muted">{t('Nobody is there yet to try it on. Read the systems first.')}</p>
      ) : null}
      {rows?.map((row) => (
        <Sample key={row.id} row={row} scopeOnly={attribute === null} />
      ))}
    </PanePart>
  )
}

function Sample({ row, scopeOnly }: { row: RuleSample; scopeOnly: boolean }) {
  const error = row.is.error
  return (
    <div className="sample">
      <span className="clip" title={row.name}>
        {row.key ?? row.name}
      </span>
      <Outcome row={row} scopeOnly={scopeOnly} />
      {error ? (
        <span title={error}>
          <Glyph name="warn" className="is-disable" />
        </span>
      ) : null}
    </div>
  )
}

function Outcome({ row: { absent, was, is, name }, scopeOnly }: { row: RuleSample; scopeOnly: boolean }) {
  if (absent) return <Quiet text={name} note={t('has nothing in this system')} />
  if (is.error) return <Quiet text={name} note={is.error} />
  if (was.inScope !== is.inScope)
    return <Quiet text={name} note={is.inScope ? t('comes into scope') : t('leaves the scope')} strong />
  if (!is.inScope) return <Quiet text={name} note={t('is not in scope')} />
  if (scopeOnly) return <Quiet text={name} note={t('is in scope')} />
  if (JSON.stringify(was.value) === JSON.stringify(is.value))
    return <Quiet text={formatValue(is.value) ?? t('no value')} note={t('unchanged')} />
  return <Difference old={was.value} new={is.value} />
}

function Quiet({ text, note, strong = false }: { text: string; note: string; strong?: boolean }) {
  return (
    <span className="clip" title={`${text} ${note}`}>
      {text} <span className={strong ? 'small medium' : 'faint small'}>{note}</span>
    </span>
  )
}
