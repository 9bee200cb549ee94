import { rmSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SyncControl } from '../../engine/sync-run.ts'
import { type Db, openWriter } from '../database.ts'
import { activate } from '../registry.ts'
import { StoreError } from '../store-error.ts'
import type { RulesInput } from '../stored-rules.ts'
import { synchronize } from '../synchronize.ts'

/** What the copy is brought up to, before anything is tried on it. */
export interface TrialBase extends RulesInput {
  readonly today: string
}

/** Objects a batch, as in a synchronization that counts. */
export const trialBatch = 500

/**
 * A copy of the workspace's database on which edited rules are tried: the synchronization itself runs there, so that what it would do is
 * known and not guessed, and nothing of it is in the workspace. It stands beside the database, where the same people may read it.
 */
export class TrialCopy {
  readonly path: string
  readonly #source: Db
  #made: { readonly of: number; readonly base: string } | undefined

  constructor(source: Db) {
    this.#source = source
    this.path = `${source.name}.trial`
    this.remove()
  }

  /**
   * Brings the copy up to the workspace as it is now, synchronized by the rules in use: what the edit changes is measured from there.
   * @returns false when cancelled
   * @throws StoreError `trial-room`
   */
  async refresh(base: TrialBase, control: SyncControl): Promise<boolean> {
    const key = JSON.stringify([base.configuration, base.today])
    const version = this.#version()
    if (this.#made?.of === version && this.#made.base === key) return true
    this.remove()
    this.#findRoom()
    if (!(await this.#copy(control))) return false
    const db = this.open()
    try {
      activate(db, { configuration: base.configuration, author: '', at: 0 })
      const { finished } = synchronize(
        db,
        { ...base, mode: 'delta', run: 0, at: 0, batch: trialBatch },
        control,
      )
      if (!finished) return false
    } finally {
      db.close()
    }
    this.#made = { of: version, base: key }
    return true
  }

  /** The copy, for writing. A copy that is lost is made again, so the disk is waited for nowhere. */
  open(): Db {
    const db = openWriter(this.path)
    db.pragma('synchronous = OFF')
    return db
  }

  remove(): void {
    this.#made = undefined
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(this.path + suffix, { force: true })
  }

  /** Another number after each commit of the writer. */
  #version(): number {
    return this.#source.pragma('data_version', { simple: true }) as number
  }

  async #copy(control: SyncControl): Promise<boolean> {
    // One snapshot: the writer goes on meanwhile, and the copying need not begin anew.
    this.#source.exec('begin; select 1 from setting')
    try {
      await this.#source.backup(this.path, {
        progress: ({ totalPages, remainingPages }) => {
          if (control.cancelled()) throw new Cancelled()
          control.progress(totalPages - remainingPages, () => totalPages)
          return pagesAtOnce
        },
      })
      return true
    } catch (error) {
      this.remove()
      if (error instanceof Cancelled) return false
      throw error
    } finally {
      this.#source.exec('rollback')
    }
  }

  #findRoom(): void {
    const pages = this.#source.pragma('page_count', { simple: true }) as number
    const needed = pages * (this.#source.pragma('page_size', { simple: true }) as number)
    const { bavail, bsize } = statfsSync(dirname(this.path))
    // What synchronization writes comes beside the copy.
    if (bavail * bsize > needed * 2) return
    throw new StoreError(
      'trial-room',
      `the effect is worked out on a copy of the database, and the disk has no room for it (${Math.ceil((needed * 2) / 1e6)} MB)`,
      'Make room on the disk of the workspace. Saving and activating rules needs no copy',
    )
  }
}

const pagesAtOnce = 2000

class Cancelled extends Error {}
