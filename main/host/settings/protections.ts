import type { Result } from '../../../preload/contract/methods.ts'
import type { LimitSetting, PolicySetting } from '../../../preload/contract/settings.ts'
import type { SystemTile } from '../../../preload/contract/words.ts'
import type { ConfigTexts } from '../../config/config-texts.ts'
import type { LimitSource, LimitsSource } from '../../config/limit-schema.ts'
import { readPolicies } from '../../config/read-policies.ts'
import type { WorkspaceSource } from '../../config/workspace-schema.ts'
import { onlyOf } from './only-of.ts'
import { writtenIn } from './written-in.ts'

type WrittenAt = ReturnType<typeof writtenIn>

/** Which limits and policies hold, in the configuration in use, and where each is written. */
export function protectionsOf(
  workspace: WorkspaceSource,
  texts: ConfigTexts,
  tile: (system: string) => SystemTile,
): Result<'settings.protections'> {
  const written = writtenIn(texts)
  const { limits, protections } = workspace
  return {
    limits: limitsOf(limits, written),
    within: { days: limits.within, written: written(['limits', 'within']) },
    protections: (['privileged', 'ownAccount'] as const).map((name) => ({
      name,
      on: protections[name],
      written: written(['protections', name]),
    })),
    policies: readPolicies(texts).placed.map(
      ({ policy, place }): PolicySetting => ({
        name: policy.name,
        effect: policy.effect,
        disabled: policy.disabled,
        only: onlyOf(policy),
        written: { file: place.file.replaceAll('\\', '/'), line: place.at([]).line },
      }),
    ),
    reads: workspace.systems.map((system, index) => ({
      ...tile(system.name),
      limits: system.plausibility === false ? null : system.plausibility,
      written: written(['systems', index, 'plausibility']),
    })),
  }
}

const operations = [
  ['delete', 'deletions'],
  ['disable', 'accounts disabled'],
  ['add', 'objects added'],
  ['update', 'objects updated'],
  ['move', 'objects moved or renamed'],
] as const

function limitsOf(limits: LimitsSource, written: WrittenAt): LimitSetting[] {
  const bound = ({ count, percent }: LimitSource) => ({ count: count ?? null, percent: percent ?? null })
  const held = 'of the objects the system holds'
  const { groupMembers, failures } = limits
  return [
    ...operations.map(([name, counts]) => ({
      name,
      ...bound(limits[name]),
      counts,
      share: held,
      only: [],
      written: written(['limits', name]),
    })),
    {
      name: 'groupMembers',
      count: null,
      percent: groupMembers.percent,
      counts: 'members that one group loses',
      share: 'of its members',
      only: [`groups of more than ${groupMembers.over}`],
      written: written(['limits', 'groupMembers']),
    },
    ...limits.more.map((limit, index) => ({
      name: limit.name,
      ...bound(limit),
      counts: 'changes',
      share: held,
      only: onlyOf(limit),
      written: written(['limits', 'more', index]),
    })),
    {
      name: 'failures',
      ...bound(failures),
      counts: 'changes that fail',
      share: 'of those that were tried',
      only: [`from ${failures.after} tried on`],
      written: written(['limits', 'failures']),
    },
  ]
}
