import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { PanePart } from '../../ui/Pane.tsx'

/** What a person should know of it. */
export function FindingsPart({ findings }: { findings: readonly string[] }) {
  if (findings.length === 0) return null
  return (
    <PanePart title={t('Findings')} count={formatNumber(findings.length)}>
      {findings.map((finding) => (
        <p className="small finding" key={finding}>
          {finding}
        </p>
      ))}
    </PanePart>
  )
}
