import type { UseMutationResult } from '@tanstack/react-query'
import type { SetUpTrial } from '../../../../preload/contract/connectors.ts'
import type { CheckResult, Discovery } from '../../../../preload/contract/workspace.ts'
import { rich } from '../../../language/rich.tsx'
import { t } from '../../../language/text.ts'
import { Button } from '../../../ui/Button.tsx'
import { formatCounted, formatNumber, formatValue } from '../../../ui/format.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Pane, PanePart } from '../../../ui/Pane.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { CheckList } from '../CheckList.tsx'

interface TrialPaneProps {
  trial: UseMutationResult<SetUpTrial, unknown, void>
  look: UseMutationResult<Discovery, unknown, void>
  onPin: (field: string, fingerprint: string) => void
}

/** What the system answers: checks, the certificate to compare, its schema, its first objects. */
export function TrialPane({ trial, look, onPin }: TrialPaneProps) {
  return (
    <Pane label={t('What the system answers')}>
      <PanePart title={t('Connection')}>
        {trial.error ? <ErrorNotice error={trial.error} /> : null}
        {trial.isPending ? <SkeletonRows rows={3} label={t('Asking the system')} /> : null}
        {trial.data ? (
          trial.data.problems.length > 0 ? (
            <p className="small">{rich`Nothing was tried: ${formatCounted(trial.data.problems.length, 'setting')} cannot be right. They are marked in the form.`}</p>
          ) : (
            <CheckList results={trial.data.checks} />
          )
        ) : null}
        {trial.data?.checks.map((check) =>
          check.certificate ? (
            <Certificate key={check.title} certificate={check.certificate} onPin={onPin} />
          ) : null,
        )}
        {trial.isIdle ? (
          <p className="small muted">
            {t(
              'Check the connection to see here whether the system answers, what it holds and its first objects.',
            )}
          </p>
        ) : null}
      </PanePart>
      {look.isPending ? (
        <PanePart title={t('First objects')}>
          <SkeletonRows rows={4} label={t('Reading the first objects')} />
        </PanePart>
      ) : null}
      {look.error ? (
        <PanePart title={t('First objects')}>
          <ErrorNotice error={look.error} />
        </PanePart>
      ) : null}
      {look.data ? <Found discovery={look.data} /> : null}
    </Pane>
  )
}

interface CertificateProps {
  certificate: NonNullable<CheckResult['certificate']>
  onPin: (field: string, fingerprint: string) => void
}

/** The certificate that was seen; whoever has compared it may accept exactly this one. */
function Certificate({ certificate, onPin }: CertificateProps) {
  return (
    <div className="certificate">
      <dl className="small">
        <dt>{t('Certificate')}</dt>
        <dd>{certificate.subject}</dd>
        <dt>{t('Signed by')}</dt>
        <dd>{certificate.issuer === certificate.subject ? t('itself') : certificate.issuer}</dd>
        <dt>{t('Valid')}</dt>
        <dd>{rich`${certificate.validFrom} to ${certificate.validTo}`}</dd>
        <dt>{t('SHA-256')}</dt>
        <dd className="mono">{certificate.fingerprint}</dd>
      </dl>
      <p className="small muted">
        {t(
          'Compare the fingerprint with the one on the server itself. When it is the same, Joinery can accept exactly this certificate and no other.',
        )}
      </p>
      <Button small onClick={() => onPin(certificate.pinnedBy, certificate.fingerprint)}>
        {t('Accept this certificate')}
      </Button>
    </div>
  )
}

function Found({ discovery: { types, sample } }: { discovery: Discovery }) {
  return (
    <>
      <PanePart title={t('First objects')} count={formatNumber(sample.length)}>
        {sample.length === 0 ? <p className="small muted">{t('There are none.')}</p> : null}
        {sample.map(({ anchor, dn, attributes }) => (
          <dl className="sample" key={anchor}>
            <dt className="mono">{dn ?? anchor}</dt>
            {Object.entries(attributes)
              .slice(0, 6)
              .map(([name, value]) => (
                <dd key={name} className="clip">
                  <span className="mono muted">{name}</span> {formatValue(value)}
                </dd>
              ))}
          </dl>
        ))}
      </PanePart>
      <PanePart title={t('Schema')} count={formatCounted(types.length, 'object type')}>
        <dl className="counts num">
          {types.map(({ type, attributes }) => (
            <div key={type}>
              <dt className="mono">{type}</dt>
              <dd>{formatCounted(attributes.length, 'attribute')}</dd>
            </div>
          ))}
        </dl>
      </PanePart>
    </>
  )
}
