import { access } from './access.ts'
import { accounts } from './accounts.ts'
import { approvals } from './approvals.ts'
import { changesBySystem } from './changes-by-system.ts'
import { drift } from './drift.ts'
import { failed } from './failed.ts'
import { joinersMoversLeavers } from './joiners-movers-leavers.ts'
import { orphans } from './orphans.ts'
import type { Report } from './report.ts'
import { session } from './session.ts'

/** Every report, in the order in which they are offered. */
export const reports: readonly Report[] = [
  session,
  changesBySystem,
  joinersMoversLeavers,
  accounts,
  orphans,
  drift,
  failed,
  approvals,
  access,
]

export const reportNamed = (name: string): Report | undefined =>
  reports.find((report) => report.name === name)
