import { randomBytes } from 'node:crypto'
import type { Environment } from '../engine/flow.ts'
import type { Db } from './database.ts'
import { getSetting, setSetting } from './setting.ts'

const name = 'secret-of-random-values'

/** What the rules know of the world on this day. A workspace that has never been synchronized has nothing to draw from yet. */
export function environmentOn(db: Db, today: string): Environment {
  const secret = getSetting(db, name)
  return secret === undefined ? { today } : { today, secret }
}

/** The same for a synchronization. What its rules draw is this workspace's own, and stays the same from one time to the next. */
export function environmentForSync(db: Db, today: string): Environment {
  if (getSetting(db, name) === undefined) setSetting(db, name, randomBytes(32).toString('base64'))
  return environmentOn(db, today)
}
