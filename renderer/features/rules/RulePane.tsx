import { useMemo, useState } from 'react'
import type { RuleEdits, RuleFlow, RuleView } from '../../../preload/contract/rules.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { Pane } from '../../ui/Pane.tsx'
import { Contributors } from './Contributors.tsx'
import { EffectPart } from './EffectPane.tsx'
import { PeopleDialog } from './PeopleDialog.tsx'
import { scopeWord } from './RuleWork.tsx'
import { Samples } from './Samples.tsx'
import { useSamplePeople } from './samplePeople.ts'
import type { EffectState } from './useRuleEffect.ts'

interface RulePaneProps {
  workspace: string
  rule: RuleView | undefined
  /** The cursor's line: the flow there is tried. */
  line: number
  edits: RuleEdits
  effect: EffectState
  edited: boolean
  /** All of it is in the files. */
  saved: boolean
  idle: boolean
  version: number
  broken: boolean
  large: boolean
}

/** What the edit changes, what the flow under the cursor says of a few people, and who else gives its attribute. */
export function RulePane({
  workspace,
  rule,
  line,
  edits,
  effect,
  edited,
  broken,
  large,
  ...rest
}: RulePaneProps) {
  const present = rule !== undefined && rule.state !== 'removed' && rule.state !== 'unreadable'
  const ask = { file: rule?.file ?? 'rules/x.yaml', index: rule?.index ?? 0, edits }
  const flow = rule ? flowAt(rule, line) : undefined
  const attribute = flow?.to ?? null
  const type = rule ? (rule.direction === 'inbound' ? rule.to : rule.from) : ''
  const [chosen, choose] = useSamplePeople(workspace, type)
  const [choosing, setChoosing] = useState(false)
  const people = useMemo(() => {
    if (chosen.length > 0) return chosen.map(({ id }) => id)
    const examples = (effect.effect?.patterns ?? []).flatMap(({ example }) =>
      example === null ? [] : [example],
    )
    return edited && examples.length > 0 ? [...new Set(examples)].slice(0, 5) : null
  }, [chosen, effect.effect, edited])
  const scope = useCall('rules.scope', ask, { keep: true, enabled: present })
  const samples = useCall(
    'rules.samples',
    { ...ask, attribute, people },
    { keep: true, enabled: present && !broken },
  )
  const list = useCall(
    'rules.contributors',
    { ...ask, attribute: attribute ?? '' },
    { keep: true, enabled: present && !broken && attribute !== null },
  )
  return (
    <Pane label={t('Effect of this edit')}>
      <EffectPart
        state={effect}
        edited={edited}
        saved={rest.saved}
        idle={rest.idle}
        version={rest.version}
        broken={broken}
        large={large}
        scope={present ? scope.data : undefined}
        scopeWord={rule ? scopeWord(rule) : ''}
      />
      {present ? (
        <Samples
          attribute={attribute}
          rows={samples.data}
          error={samples.error}
          onChoose={() => setChoosing(true)}
        />
      ) : null}
      {present && attribute !== null ? <Contributors attribute={attribute} list={list.data} /> : null}
      {choosing ? (
        <PeopleDialog
          type={type}
          chosen={chosen}
          onClose={() => setChoosing(false)}
          onChoose={(next) => {
            choose(next)
            setChoosing(false)
          }}
        />
      ) : null}
    </Pane>
  )
}

/** The flow a line belongs to; above all flows the first one that works something out. */
function flowAt(rule: RuleView, line: number): RuleFlow | undefined {
  if (line < rule.line || line > rule.lastLine)
    return rule.flows.find(({ expression }) => expression) ?? rule.flows[0]
  return (
    rule.flows.findLast((flow) => flow.line <= line) ??
    rule.flows.find(({ expression }) => expression) ??
    rule.flows[0]
  )
}
