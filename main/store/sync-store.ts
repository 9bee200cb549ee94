import type { ComputedGroups } from '../engine/computed-groups.ts'
import type { CsObject, DisconnectorState, Finding, LookupKey } from '../engine/model.ts'
import type { PairResult } from '../engine/reference-pairs.ts'
import type {
  LoadedPairs,
  SavedAccounts,
  SavedLinks,
  SavedReferences,
  SyncPort,
} from '../engine/sync-port.ts'
import { dropChanges, replaceChanges } from './change-rows.ts'
import { forgetOtherGroups, groupMembers, saveComputed } from './computed-groups.ts'
import type { Db } from './database.ts'
import { forgetDriftOf, judgeCreated, saveDrift } from './drift-rows.ts'
import { enqueueDue, replaceDue } from './due-days.ts'
import { addFinding } from './findings.ts'
import { saveLeaving } from './leaving-rows.ts'
import { enqueueMembers } from './memberships.ts'
import { savePartings } from './parting-rows.ts'
import { nextPairs, savePairs } from './reference-pairs.ts'
import {
  decisionsEnded,
  endDecisionsFor,
  foundOwner,
  queueIfDecided,
  replaceContested,
} from './standing-decisions.ts'
import { sql } from './statement.ts'
import { SyncQueue } from './sync-queue.ts'
import { SyncReader } from './sync-reader.ts'
import { replaceWriters } from './writer-rows.ts'

/** Codes of findings that linking, and working out accounts, say anew each time they look. */
const linkFindings: readonly Finding['code'][] = ['ambiguous-join', 'already-joined', 'join-decision-blocked']
const linkCodes = linkFindings.map((code) => `'${code}'`).join(', ')
const accountCodes = `'type-mismatch', 'expression-failed', 'no-unique-value', 'dn-taken', 'dn-missing', 'ambiguous-account', 'identity-refused', 'account-refused'`

/** The synchronization's store over SQLite. */
export class SyncStore extends SyncReader implements SyncPort {
  readonly #run: number
  readonly #at: number
  readonly #queue: SyncQueue
  readonly #about: { readonly run: number; readonly at: number }

  constructor(db: Db, run: number, at: number) {
    super(db)
    this.#run = run
    this.#at = at
    this.#about = { run, at }
    this.#queue = new SyncQueue(db)
  }

  enqueueAll(): void {
    this.#queue.enqueueAll()
  }

  enqueueDue(today: string): void {
    enqueueDue(this.db, today)
  }

  enqueueBlocked(): void {
    this.#queue.enqueueBlocked()
  }

  enqueueMembers(): void {
    enqueueMembers(this.db)
  }

  forgetOtherGroups(groups: ComputedGroups): void {
    forgetOtherGroups(this.db, groups, this.#at)
  }

  groupMembers(objects: readonly number[]): ReturnType<SyncPort['groupMembers']> {
    return groupMembers(this.db, objects)
  }

  saveLinks(saved: SavedLinks): void {
    const { batch, result, changes, lookups, waiting, referenceTypes } = saved
    const db = this.db
    db.transaction(() => {
      // The batch is everything that waited between its first and last object; what asks for another look comes after.
      const [start, end] = [batch[0], batch.at(-1)] as [CsObject, CsObject]
      sql(db, 'delete from cs_work where system = ? and object between ? and ?').run(
        start.system,
        start.id,
        end.id,
      )
      const connect = sql(
        db,
        'insert or replace into cs_connection (object, mv, kind, rule, run) values (?, ?, ?, ?, ?)',
      )
      const undisconnect = sql(db, 'delete from cs_disconnector where object = ?')
      const hadDisconnectors = sql(db, 'select 1 from cs_disconnector limit 1').get() !== undefined
      const mvWork = sql(db, 'insert or ignore into mv_work (stage, object) values (?, ?)')
      for (const created of result.projected) {
        sql(db, 'insert into mv_object (id, type, attributes, provenance) values (?, ?, ?, ?)').run(
          created.id,
          created.type,
          JSON.stringify(created.attributes),
          provenanceText(created.provenance, this.#run),
        )
      }
      this.#addMvLookups(
        result.projected.flatMap((created) => created.lookups.map((key) => ({ ...key, object: created.id }))),
        waiting,
      )
      // Before the new links: an object may be moved from one identity to another.
      for (const object of result.unlinked) {
        this.#queue.queueAround(object, waiting)
        sql(db, 'delete from cs_connection where object = ?').run(object)
        // What it was to become as somebody's account is not wanted any more.
        dropChanges(db, object)
      }
      const ended = decisionsEnded(db)
      for (const { object, link } of result.linked) {
        connect.run(object, link.mv, link.kind, link.rule, this.#run)
        if (ended) foundOwner(db, object)
        // It was among those that match somebody; whoever waited because of it need not wait any more.
        if (hadDisconnectors && undisconnect.run(object).changes > 0)
          this.#queue.queueMatches(this.#queue.csKeys(object), waiting)
      }
      const turned: number[] = []
      for (const { object, state } of result.disconnectors) {
        if (
          state !== 'filtered' &&
          (object.link !== undefined || (hadDisconnectors && this.#turns(object.id, state)))
        )
          turned.push(object.id)
        sql(db, 'insert or replace into cs_disconnector (object, state) values (?, ?)').run(object.id, state)
      }
      for (const object of result.replaced) this.#dropObject(object, waiting)
      replaceDue(
        db,
        'cs_due',
        batch.map((object) => object.id),
        result.due,
      )
      if (referenceTypes.size > 0) {
        this.#queue.queueReferrers(result.linked.map((row) => row.object))
        // Nobody refers to an identity that is new; one that is joined has an account more to refer to.
        for (const { object, link } of result.linked)
          if (link.kind === 'joined') this.#queue.queueMvReferrers(link.mv, object)
        this.#wholeWhereLinksChanged(saved)
      }
      this.#replaceCsLookups(batch, lookups, new Set(result.disconnectors.map((d) => d.object.id)), waiting)
      // Whoever waits since this very batch waits for what it projected, too.
      if (result.disconnectors.length > 0)
        this.#queue.requeueWaiting(
          result.projected.flatMap((created) => created.lookups),
          waiting,
        )
      // Whoever may have it for an account, or may not any more, decides anew.
      for (const object of turned) this.#queue.queueMatches(this.#queue.csKeys(object), waiting)
      this.#queue.queueRivals(batch, lookups)
      judgeCreated(db, batch, new Map(result.disconnectors.map((d) => [d.object.id, d.state])), this.#about)
      for (const [object, wanted] of changes) replaceChanges(db, object, false, wanted, this.#run, 'maybe')
      savePartings(db, batch, result.partings)
      for (const object of result.removed) this.#removeObject(object, waiting)
      for (const id of result.work) mvWork.run(0, id)
      this.#replaceFindings(
        'object',
        batch.map((object) => object.id),
        linkCodes,
        result.findings.filter(({ code }) => linkFindings.includes(code)),
      )
    })()
  }

  saveAccounts(saved: SavedAccounts): boolean {
    const db = this.db
    return db.transaction(() => {
      this.#queue.takeOff(0, saved.batch)
      const { references } = this.#queue
      for (const identity of saved.identities) {
        if (identity.json !== undefined) {
          sql(db, 'update mv_object set attributes = ?, provenance = ? where id = ?').run(
            identity.json,
            provenanceText(identity.provenance, this.#run),
            identity.id,
          )
          for (const key of identity.removedLookups)
            sql(db, 'delete from mv_lookup where space = ? and value = ? and object = ?').run(
              key.space,
              key.value,
              identity.id,
            )
        }
        if (identity.writers !== undefined) replaceWriters(db, identity.id, identity.writers, this.#run)
        if (
          identity.referring === 'whole' ||
          (identity.referring === 'if-small' && !references.isLarge(identity.id))
        )
          references.whole(identity.id)
      }
      this.#queue.lookAgain(
        saved.identities.flatMap((identity) => identity.removedLookups),
        saved.waiting,
      )
      this.#addMvLookups(
        saved.identities.flatMap((identity) =>
          identity.addedLookups.map((key) => ({ ...key, object: identity.id })),
        ),
        saved.waiting,
      )
      const addObject = sql(db, 'insert into cs_object (id, system, type, dn) values (?, ?, ?, ?)')
      const connect = sql(
        db,
        'insert or replace into cs_connection (object, mv, kind, rule, run) values (?, ?, ?, ?, ?)',
      )
      const addLookup = sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)')
      const newObjects = new Set<number>()
      const referring = sql(db, 'select 1 from mv_reference limit 1').get() !== undefined
      for (const account of saved.created) {
        addObject.run(account.id, account.system, account.type, account.dn ?? null)
        connect.run(account.id, account.link.mv, account.link.kind, account.link.rule, this.#run)
        for (const key of account.lookups) addLookup.run(key.space, key.value, account.id)
        newObjects.add(account.id)
        if (referring) this.#queue.queueMvReferrers(account.link.mv, account.id)
        references.wholeIfLarge(account.link.mv)
      }
      let freed = saved.dropped.length > 0
      for (const { object, keys } of saved.lookups) {
        const held = sql<LookupKey>(db, 'select space, value from cs_lookup where object = ?').all(object)
        freed ||= held.some((key) => !keys.some((now) => now.space === key.space && now.value === key.value))
        sql(db, 'delete from cs_lookup where object = ?').run(object)
        for (const key of keys) addLookup.run(key.space, key.value, object)
      }
      for (const { object, link } of saved.linked) {
        connect.run(object, link.mv, link.kind, link.rule, this.#run)
        sql(db, 'delete from cs_disconnector where object = ?').run(object)
        // Its own contributions count from now on.
        sql(
          db,
          'insert or ignore into cs_work (system, object) select system, id from cs_object where id = ?',
        ).run(object)
        this.#queue.queueReferrers([object])
        this.#queue.queueMvReferrers(link.mv, object)
        references.wholeIfLarge(link.mv)
      }
      for (const object of saved.disconnected) {
        this.#queue.queueAround(object, saved.waiting)
        sql(db, 'delete from cs_connection where object = ?').run(object)
        sql(db, `insert or replace into cs_disconnector (object, state) values (?, 'explicit')`).run(object)
        dropChanges(db, object)
        queueIfDecided(db, object)
      }
      for (const [object, changes] of saved.changes)
        replaceChanges(db, object, false, changes, this.#run, newObjects.has(object) ? 'new' : 'maybe')
      for (const object of saved.dropped) this.#dropObject(object, saved.waiting)
      saveDrift(db, saved.drift, this.#about)
      saveLeaving(db, saved)
      replaceDue(db, 'mv_due', saved.batch, saved.due)
      const { groups } = saved
      if (groups !== undefined) {
        for (const { id, computed } of saved.identities)
          if (computed !== undefined) saveComputed(db, id, computed, groups, references, this.#at)
        const none = new Map(groups.rules.map(({ name }) => [name, []]))
        for (const id of saved.deleted) saveComputed(db, id, none, groups, references, this.#at)
      }
      for (const id of saved.deleted) this.#deleteIdentity(id, saved.waiting)
      this.#replaceFindings(
        'mv',
        [...saved.identities.map((i) => i.id), ...saved.deleted],
        accountCodes,
        saved.findings,
      )
      return freed
    })()
  }

  saveReferences({ identities, references, changes, drift }: SavedReferences): void {
    const db = this.db
    db.transaction(() => {
      this.#queue.takeOff(1, identities)
      for (const id of identities) {
        const wanted = references.get(id)
        const held = sql<{ attribute: string; target: number }>(
          db,
          'select attribute, target from mv_reference where source = ?',
        ).all(id)
        const keep = new Set<string>()
        for (const [attribute, targets] of wanted ?? [])
          for (const target of targets) keep.add(`${attribute}\0${target}`)
        this.#queue.references.noteSize(id, keep.size)
        sql(db, 'delete from reference_work where mv = ?').run(id)
        for (const row of held)
          if (!keep.delete(`${row.attribute}\0${row.target}`))
            sql(db, 'delete from mv_reference where source = ? and attribute = ? and target = ?').run(
              id,
              row.attribute,
              row.target,
            )
        for (const key of keep) {
          const [attribute, target] = key.split('\0') as [string, string]
          sql(db, 'insert into mv_reference (source, attribute, target) values (?, ?, ?)').run(
            id,
            attribute,
            Number(target),
          )
        }
      }
      for (const [object, wanted] of changes) replaceChanges(db, object, true, wanted, this.#run, 'maybe')
      saveDrift(db, drift, this.#about)
    })()
  }

  nextPairs(limit: number): LoadedPairs {
    return nextPairs(this.db, limit)
  }

  savePairs(pairs: LoadedPairs['pairs'], result: PairResult): void {
    savePairs(this.db, pairs, result, this.#about)
  }

  /** A large set whose identity has another source, or whose source may be in scope no more, is looked at as a whole. */
  #wholeWhereLinksChanged({ batch, result, scopedReferences }: SavedLinks): void {
    const { references } = this.#queue
    for (const { link } of result.linked) if (link.kind === 'joined') references.wholeIfLarge(link.mv)
    const gone = new Set([...result.unlinked, ...result.removed])
    for (const { id, link, system, type } of batch)
      if (link !== undefined && (gone.has(id) || scopedReferences.has(`${system}:${type}`)))
        references.wholeIfLarge(link.mv)
  }

  /** Adds index entries; disconnectors that wait for such a value are looked at again. */
  #addMvLookups(
    entries: readonly (LookupKey & { object: number })[],
    waiting: ReadonlyMap<string, readonly string[]>,
  ): void {
    const db = this.db
    const insert = sql(db, 'insert or ignore into mv_lookup (space, value, object) values (?, ?, ?)')
    // In the order of the index: neighbours land on the same page.
    const ordered = [...entries].sort((a, b) =>
      a.space < b.space ? -1 : a.space > b.space ? 1 : a.value < b.value ? -1 : 1,
    )
    for (const { space, value, object } of ordered) insert.run(space, value, object)
    this.#queue.requeueWaiting(ordered, waiting)
  }

  #replaceCsLookups(
    batch: readonly CsObject[],
    lookups: ReadonlyMap<number, readonly LookupKey[]>,
    disconnectors: ReadonlySet<number>,
    waiting: ReadonlyMap<string, readonly string[]>,
  ): void {
    const db = this.db
    const any = sql(db, 'select 1 from cs_lookup limit 1').get() !== undefined
    const remove = sql(db, `delete from cs_lookup where object = ? and space not like 'dn:%'`)
    const insert = sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)')
    for (const object of batch) {
      if (object.unborn) continue
      const held = any ? this.#queue.csKeys(object.id) : []
      const wanted = lookups.get(object.id) ?? []
      if (sameKeys(held, wanted)) continue
      if (held.length > 0) remove.run(object.id)
      for (const key of wanted) insert.run(key.space, key.value, object.id)
      this.#queue.queueMatches(held, waiting)
      if (disconnectors.has(object.id)) this.#queue.queueMatches(wanted, waiting)
    }
  }

  /** Takes a planned account back that was never written. */
  #dropObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.db
    this.#queue.queueAround(object, waiting)
    dropChanges(db, object)
    for (const table of [
      'cs_connection',
      'cs_disconnector',
      'cs_lookup',
      'cs_unconfirmed',
      'cs_work',
      'cs_leaving',
      'cs_due',
      'cs_parting',
    ] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    sql(db, 'delete from cs_reference where source = ?').run(object)
    forgetDriftOf(db, 'object', object)
    sql(db, 'delete from cs_object where id = ? and anchor is null and observed is null').run(object)
  }

  /** Forgets an object its system no longer holds; while others refer to it, it stays as a placeholder. */
  #removeObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.db
    this.#queue.queueAround(object, waiting)
    dropChanges(db, object)
    for (const table of [
      'cs_connection',
      'cs_disconnector',
      'cs_lookup',
      'cs_unconfirmed',
      'cs_leaving',
      'cs_due',
    ] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    sql(db, 'delete from cs_reference where source = ?').run(object)
    forgetDriftOf(db, 'object', object)
    const referred = sql(db, 'select 1 from cs_reference where target = ? limit 1').get(object) !== undefined
    if (referred)
      sql(db, `update cs_object set type = '', observed = null, origin = null, deleted = 0 where id = ?`).run(
        object,
      )
    else sql(db, 'delete from cs_object where id = ?').run(object)
  }

  #deleteIdentity(id: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.db
    this.#queue.references.referrersOfGone(id)
    const keys = this.#queue.mvKeys(id, waiting)
    const remove = sql(db, 'delete from mv_lookup where space = ? and value = ? and object = ?')
    for (const { space, value } of keys) remove.run(space, value, id)
    this.#queue.lookAgain(keys, waiting)
    sql(db, 'delete from mv_reference where source = ? or target = ?').run(id, id)
    // What is still there is let go, and looked at as what it is: an object nobody owns.
    sql(
      db,
      `insert or ignore into cs_work (system, object)
       select o.system, o.id from cs_connection c join cs_object o on o.id = c.object where c.mv = ?
         and (o.deleted = 0 or o.id in (select object from cs_parting))`,
    ).run(id)
    sql(db, 'delete from cs_leaving where object in (select object from cs_connection where mv = ?)').run(id)
    sql(db, 'delete from cs_connection where mv = ?').run(id)
    sql(db, 'delete from mv_departed where object = ?').run(id)
    forgetDriftOf(db, 'mv', id)
    sql(db, 'delete from mv_due where object = ?').run(id)
    sql(db, 'delete from mv_writer where mv = ?').run(id)
    sql(db, 'delete from mv_object where id = ?').run(id)
    endDecisionsFor(db, id, this.#run, this.#at)
    sql(db, 'delete from mv_work where stage in (0, 1) and object = ?').run(id)
    sql(db, 'delete from reference_work where mv = ?').run(id)
  }

  #replaceFindings(
    by: 'object' | 'mv',
    ids: readonly number[],
    codes: string,
    findings: readonly Finding[],
  ): void {
    const db = this.db
    if (sql(db, `select 1 from finding where code in (${codes}) limit 1`).get() !== undefined) {
      const remove = sql(db, `delete from finding where ${by} = ? and code in (${codes})`)
      for (const id of ids) remove.run(id)
    }
    for (const finding of findings) addFinding(db, { ...finding, run: this.#run, at: this.#at })
    if (by === 'mv') replaceContested(db, ids, findings)
  }

  /** Whether a disconnector stops or starts to be one that nobody may join. */
  #turns(object: number, state: DisconnectorState): boolean {
    const held = sql<{ state: string }>(this.db, 'select state from cs_disconnector where object = ?').get(
      object,
    )
    return held !== undefined && held.state !== state && (held.state === 'explicit' || state === 'explicit')
  }
}

const provenanceText = (
  provenance: readonly (readonly [string, number, readonly string[]])[],
  run: number,
): string => JSON.stringify(provenance.map(([rule, object, attributes]) => [rule, object, run, attributes]))

const sameKeys = (a: readonly LookupKey[], b: readonly LookupKey[]): boolean =>
  a.length === b.length &&
  a.every((key) => b.some((other) => other.space === key.space && other.value === key.value))
