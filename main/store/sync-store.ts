import type { ComputedGroups } from '../engine/computed-groups.ts'
import type { CsObject, DisconnectorState, Finding, Link, LookupKey } from '../engine/model.ts'
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
import { judgeCreated, saveDrift } from './drift-rows.ts'
import { enqueueDue, replaceDue } from './due-days.ts'
import { addFinding } from './findings.ts'
import { insertRows } from './insert-rows.ts'
import { saveLeaving } from './leaving-rows.ts'
import { addLookups, heldKeys, type LookupEntry, replaceLookups } from './lookup-index.ts'
import { enqueueMembers } from './memberships.ts'
import { noteRenamed } from './name-index.ts'
import { savePartings } from './parting-rows.ts'
import { provenanceText } from './provenance-text.ts'
import { nextPairs, savePairs } from './reference-pairs.ts'
import { Removal } from './removal.ts'
import { saveReferences } from './save-references.ts'
import { decisionsEnded, foundOwner, queueIfDecided, replaceContested } from './standing-decisions.ts'
import { sql } from './statement.ts'
import { SyncQueue } from './sync-queue.ts'
import { SyncReader } from './sync-reader.ts'
import { wantedOf } from './wanted-changes.ts'
import { replaceWriters } from './writer-rows.ts'

/** Codes of findings that linking, and working out accounts, say anew each time they look. */
const linkFindings: readonly Finding['code'][] = ['ambiguous-join', 'already-joined', 'join-decision-blocked']
const linkCodes = linkFindings.map((code) => `'${code}'`).join(', ')
const accountCodes = `'type-mismatch', 'expression-failed', 'no-unique-value', 'dn-taken', 'dn-missing', 'ambiguous-account', 'identity-refused', 'account-refused', 'source-removed'`

/** The synchronization's store over SQLite. */
export class SyncStore extends SyncReader implements SyncPort {
  readonly #run: number
  readonly #at: number
  readonly #queue: SyncQueue
  readonly #removal: Removal
  readonly #about: { readonly run: number; readonly at: number }

  constructor(db: Db, run: number, at: number) {
    super(db)
    this.#run = run
    this.#at = at
    this.#about = { run, at }
    this.#queue = new SyncQueue(db)
    this.#removal = new Removal(db, this.#queue, this.#about)
  }

  enqueueAll(systems: readonly number[]): void {
    this.#queue.enqueueAll(systems)
  }

  enqueue(objects: readonly CsObject[], identities: readonly number[]): void {
    this.db.transaction(() => this.#queue.enqueue(objects, identities))()
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
      const undisconnect = sql(db, 'delete from cs_disconnector where object = ?')
      const hadDisconnectors = sql(db, 'select 1 from cs_disconnector limit 1').get() !== undefined
      insertRows(
        db,
        'insert into mv_object (id, type, attributes, provenance)',
        4,
        result.projected.flatMap((created) => [
          created.id,
          created.type,
          JSON.stringify(created.attributes),
          provenanceText(created.provenance, this.#run),
        ]),
      )
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
      this.#connect(result.linked)
      for (const { object } of result.linked) {
        if (ended) foundOwner(db, object)
        // It was among those that match somebody; whoever waited because of it need not wait any more.
        if (hadDisconnectors && undisconnect.run(object).changes > 0)
          this.#queue.queueMatches(heldKeys(db, object), waiting)
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
      for (const object of result.replaced) this.#removal.dropObject(object, waiting)
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
      const disconnectors = new Set(result.disconnectors.map((d) => d.object.id))
      for (const { object, held, wanted } of replaceLookups(db, batch, lookups)) {
        this.#queue.queueMatches(held, waiting)
        if (disconnectors.has(object.id)) this.#queue.queueMatches(wanted, waiting)
      }
      // Whoever waits since this very batch waits for what it projected, too.
      if (result.disconnectors.length > 0)
        this.#queue.requeueWaiting(
          result.projected.flatMap((created) => created.lookups),
          waiting,
        )
      // Whoever may have it for an account, or may not any more, decides anew.
      for (const object of turned) this.#queue.queueMatches(heldKeys(db, object), waiting)
      this.#queue.queueRivals(batch, lookups)
      judgeCreated(db, batch, new Map(result.disconnectors.map((d) => [d.object.id, d.state])), this.#about)
      replaceChanges(db, false, wantedOf(changes), this.#run)
      savePartings(db, batch, result.partings)
      for (const object of result.removed) this.#removal.removeObject(object, waiting)
      insertRows(
        db,
        'insert or ignore into mv_work (stage, object)',
        2,
        [...result.work].flatMap((id) => [0, id]),
      )
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
      noteRenamed(db, saved.identities)
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
      insertRows(
        db,
        'insert into cs_object (id, system, type, dn)',
        4,
        saved.created.flatMap((account) => [account.id, account.system, account.type, account.dn ?? null]),
      )
      this.#connect(saved.created.map(({ id, link }) => ({ object: id, link })))
      const entries = saved.created.flatMap(({ id, lookups }) =>
        lookups.map((key) => ({ ...key, object: id })),
      )
      const newObjects = new Set<number>()
      const referring = sql(db, 'select 1 from mv_reference limit 1').get() !== undefined
      for (const account of saved.created) {
        newObjects.add(account.id)
        if (referring) this.#queue.queueMvReferrers(account.link.mv, account.id)
        references.wholeIfLarge(account.link.mv)
      }
      let freed = saved.dropped.length > 0
      for (const { object, keys } of saved.lookups) {
        const held = sql<LookupKey>(db, 'select space, value from cs_lookup where object = ?').all(object)
        freed ||= held.some((key) => !keys.some((now) => now.space === key.space && now.value === key.value))
        sql(db, 'delete from cs_lookup where object = ?').run(object)
        for (const key of keys) entries.push({ ...key, object })
      }
      addLookups(db, 'cs_lookup', entries)
      this.#connect(saved.linked)
      for (const { object, link } of saved.linked) {
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
      replaceChanges(db, false, wantedOf(saved.changes, newObjects), this.#run)
      for (const object of saved.dropped) this.#removal.dropObject(object, saved.waiting)
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
      for (const id of saved.deleted) this.#removal.deleteIdentity(id, saved.waiting)
      this.#replaceFindings(
        'mv',
        [...saved.identities.map((i) => i.id), ...saved.deleted],
        accountCodes,
        saved.findings,
      )
      return freed
    })()
  }

  saveReferences(saved: SavedReferences): void {
    saveReferences(this.db, this.#queue, saved, this.#about)
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
  #addMvLookups(entries: readonly LookupEntry[], waiting: ReadonlyMap<string, readonly string[]>): void {
    addLookups(this.db, 'mv_lookup', entries)
    this.#queue.requeueWaiting(entries, waiting)
  }

  #connect(links: readonly { readonly object: number; readonly link: Link }[]): void {
    insertRows(
      this.db,
      'insert into cs_connection (object, mv, kind, rule, run)',
      5,
      links.flatMap(({ object, link }) => [object, link.mv, link.kind, link.rule, this.#run]),
      `on conflict (object) do update set mv = excluded.mv, kind = excluded.kind, rule = excluded.rule, run = excluded.run`,
    )
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
