import { spine } from './0001-spine.ts'
import { joinDecisions } from './0002-join-decisions.ts'

/** In order; the index plus one is the `user_version` a migration leads to. Never change one that was released. */
export const migrations: readonly string[] = [spine, joinDecisions]
