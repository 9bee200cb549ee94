import type { EventOf } from '../../../preload/contract/methods.ts'
import type { RuleEffect } from '../../../preload/contract/rules.ts'
import type { Configuration } from '../../config/load.ts'
import type { StoreBeside, TrialOutcome } from '../../store/port.ts'
import { follow } from '../follow.ts'
import { tileOf } from '../session-view.ts'
import type { Workspace } from '../workspace.ts'

type Event = EventOf<'rules.effect'>

/** Works out what edited rules would change, telling how far it is. Ends without an effect when it is cancelled. */
export async function* ruleEffect(
  workspace: Workspace,
  beside: StoreBeside,
  edited: Configuration,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { capabilities } = workspace
  const outcome = yield* follow<Event, TrialOutcome>((tell) =>
    beside.call(
      'runTrial',
      {
        base: { configuration: workspace.configuration, capabilities, today: workspace.today },
        edited: { configuration: edited, capabilities },
      },
      {
        signal,
        progress: (done, total) => tell({ type: 'progress', done, total: Math.max(total, done) }),
      },
    ),
  )
  if (outcome !== undefined) yield { type: 'effect', effect: effectView(workspace, outcome) }
}

function effectView(workspace: Workspace, outcome: NonNullable<TrialOutcome>): RuleEffect {
  const { accounts, identities } = outcome
  return {
    took: outcome.took,
    evaluated: outcome.evaluated,
    looping: outcome.looping,
    because: outcome.because ?? null,
    accounts: accounts.accounts,
    parts: accounts.parts.flatMap(({ system, ...part }) => {
      const known = workspace.systemById(system)
      return known === undefined ? [] : [{ ...part, system: tileOf(known) }]
    }),
    patterns: accounts.patterns.rows.map((row) => ({ ...row })),
    morePatterns: accounts.patterns.more,
    identities: {
      ...identities,
      attributes: [...identities.attributes],
      sameNames: [...identities.sameNames],
      findings: [...identities.findings],
    },
  }
}
