import { spine } from './0001-spine.ts'
import { joinDecisions } from './0002-join-decisions.ts'
import { leaving } from './0003-leaving.ts'
import { drift } from './0004-drift.ts'
import { members } from './0005-members.ts'
import { referenceWork } from './0006-reference-work.ts'
import { computedGroups } from './0007-computed-groups.ts'
import { approvals } from './0008-approvals.ts'
import { policies } from './0009-policies.ts'
import { limits } from './0010-limits.ts'
import { importProfiles } from './0011-import-profiles.ts'

/** In order; the index plus one is the `user_version` a migration leads to. Never change one that was released. */
export const migrations: readonly string[] = [
  spine,
  joinDecisions,
  leaving,
  drift,
  members,
  referenceWork,
  computedGroups,
  approvals,
  policies,
  limits,
  importProfiles,
]
