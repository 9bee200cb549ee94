import { spine } from './0001-spine.ts'
import { joinDecisions } from './0002-join-decisions.ts'
import { leaving } from './0003-leaving.ts'
import { drift } from './0004-drift.ts'
import { members } from './0005-members.ts'
import { referenceWork } from './0006-reference-work.ts'
import { computedGroups } from './0007-computed-groups.ts'
import { plainChecks } from './0008-plain-checks.ts'
import { partings } from './0009-partings.ts'
import { stepAside } from './0010-step-aside.ts'
import { lastChange } from './0011-last-change.ts'
import { systemTitles } from './0012-system-titles.ts'
import { approvals } from './0013-approvals.ts'
import { policies } from './0014-policies.ts'
import { approvedChanges } from './0015-approved-changes.ts'
import { limits } from './0016-limits.ts'
import { importProfiles } from './0017-import-profiles.ts'
import { runAuthor } from './0018-run-author.ts'
import { undo } from './0019-undo.ts'
import { retention } from './0020-retention.ts'
import { unjudged } from './0021-unjudged.ts'
import { undoneAdds } from './0022-undone-adds.ts'
import { names } from './0023-names.ts'
import { auditIndexes } from './0024-audit-indexes.ts'
import { figures } from './0025-figures.ts'
import { runProfiles } from './0026-run-profiles.ts'

/** In order; the index plus one is the `user_version` a migration leads to. Never change one that was released. */
export const migrations: readonly string[] = [
  spine,
  joinDecisions,
  leaving,
  drift,
  members,
  referenceWork,
  computedGroups,
  plainChecks,
  partings,
  stepAside,
  lastChange,
  systemTitles,
  approvals,
  policies,
  approvedChanges,
  limits,
  importProfiles,
  runAuthor,
  undo,
  retention,
  unjudged,
  undoneAdds,
  names,
  auditIndexes,
  figures,
  runProfiles,
]
