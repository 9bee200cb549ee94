import type { RuleClause, RuleFlow, RuleView, ScopeCount } from '../../../preload/contract/rules.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import {
  clauseVerb,
  comparison,
  constantText,
  flowNotes,
  leaveSentence,
  linkSentence,
} from './text/saying.ts'

/** A rule in words, made from the text as it was parsed. It is edited in the YAML. */

export function ScopeTab({
  rule,
  count,
  word,
}: {
  rule: RuleView
  count: ScopeCount | undefined
  word: string
}) {
  return (
    <div className="reading" data-scrolls>
      <p>
        {rule.scope.length === 0
          ? t`The rule has no scope: it is about every ${rule.from}.`
          : rule.scope.length === 1
            ? t('It is about those of whom all of this holds.')
            : t('It is about those of whom all of one group holds.')}
      </p>
      {count ? (
        <p className="figure-line num">
          {rich`${<b>{formatNumber(count.inScope)}</b>} of ${formatNumber(count.looked)} ${word} are in scope${
            count.looked < count.total
              ? t`, in a sample of ${formatNumber(count.looked)} of ${formatNumber(count.total)}`
              : ''
          }.`}
        </p>
      ) : null}
      {rule.scope.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no other name than their place
        <table key={i} aria-label={t`Group ${i + 1}`}>
          <thead>
            <tr>
              <th className="wide">{i === 0 ? t('Attribute') : t('or: attribute')}</th>
              <th>{t('Holds when it')}</th>
              <th>{t('Value')}</th>
            </tr>
          </thead>
          <tbody>
            {group.map((clause) => (
              <ClauseRow key={JSON.stringify(clause)} clause={clause} />
            ))}
          </tbody>
        </table>
      ))}
      {leaveSentence(rule) ? <p>{leaveSentence(rule)}</p> : null}
    </div>
  )
}

function ClauseRow({ clause }: { clause: RuleClause }) {
  return (
    <tr>
      <td className="mono">{clause.attribute}</td>
      <td>{clauseVerb(clause)}</td>
      <td className="mono">{constantText(clause.value) || '–'}</td>
    </tr>
  )
}

export function JoinsTab({ rule }: { rule: RuleView }) {
  return (
    <div className="reading" data-scrolls>
      <p>{linkSentence(rule)}</p>
      {rule.join.length > 0 ? (
        <table aria-label={t('Joins')}>
          <thead>
            <tr>
              <th className="num">{t('Tried')}</th>
              <th>{rule.direction === 'inbound' ? t('Of the system') : t('Of the metaverse')}</th>
              <th>{rule.direction === 'inbound' ? t('Of the metaverse') : t('Of the system')}</th>
              <th>{t('Compared')}</th>
            </tr>
          </thead>
          <tbody>
            {rule.join.flatMap((group, i) =>
              group.map((condition, j) => (
                <tr key={JSON.stringify([i, condition])}>
                  <td className="num">{j === 0 ? i + 1 : t('and')}</td>
                  <td className="mono">{condition.from}</td>
                  <td className="mono">{condition.to}</td>
                  <td>
                    {comparison(condition)}
                    {condition.expression ? <code className="mono"> {condition.expression}</code> : null}
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      ) : (
        <p className="muted">{t('It has no joins.')}</p>
      )}
      {rule.join.length > 0 ? (
        <p className="muted small">{t('Exactly one match joins; several are left to a person.')}</p>
      ) : null}
    </div>
  )
}

export function FlowsTab({ rule, onGo }: { rule: RuleView; onGo(line: number): void }) {
  return (
    <div className="reading" data-scrolls>
      <p>
        {rule.flows.length === 0
          ? t('The rule carries no values.')
          : t`Of two values for one attribute that of the lower precedence number wins; this rule has ${rule.precedence}.`}
      </p>
      {rule.flows.length > 0 ? (
        <table aria-label={t('Flows')}>
          <thead>
            <tr>
              <th>{t('To')}</th>
              <th>{t('Gets')}</th>
              <th>{t('Note')}</th>
              <th className="num">{t('Line')}</th>
            </tr>
          </thead>
          <tbody>
            {rule.flows.map((flow) => (
              <tr key={flow.line}>
                <td className="mono">{flow.to}</td>
                <td>
                  <FlowSource flow={flow} />
                </td>
                <td className="muted small">{flowNotes(flow).join(', ')}</td>
                <td className="num">
                  <button type="button" className="link" onClick={() => onGo(flow.line)}>
                    {flow.line}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  )
}

function FlowSource({ flow }: { flow: RuleFlow }) {
  if (flow.expression !== undefined) return <code className="mono expression">{flow.expression.trim()}</code>
  if (flow.constant !== undefined)
    return <>{rich`always ${<span className="mono">{constantText(flow.constant)}</span>}`}</>
  return <>{rich`the value of ${<span className="mono">{flow.from}</span>}`}</>
}
