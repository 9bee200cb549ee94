import type { Clause } from '../../config/rule-schema.ts'
import { type CsObject, readerOf } from '../../engine/model.ts'
import { compileScope } from '../../engine/scope.ts'
import type { SyncControl } from '../../engine/sync-run.ts'
import type { Db } from '../database.ts'
import { SyncReader } from '../sync-reader.ts'
import { countOnce, lookedAtWhole, probeIds } from './probes.ts'

export interface ScopeCountsInput {
  /** The scope as it is in use; undefined for a rule that is new. */
  readonly was: readonly (readonly Clause[])[] | undefined
  readonly is: readonly (readonly Clause[])[]
  /** Objects of a system and type, by its number, or identities of a type. */
  readonly of: { readonly system: number; readonly type: string } | { readonly mvType: string }
  readonly today: string
}

export interface ScopeCounts {
  readonly total: number
  /** How many of them were looked at: all, or a sample. */
  readonly looked: number
  readonly inScope: number
  /** In scope now and not by the rules in use, and the other way round. */
  readonly entering: number
  readonly leaving: number
}

const batch = 500

/** How many objects a scope lets in. What was staged and not synchronized yet counts. */
export function scopeCounts(db: Db, input: ScopeCountsInput, control?: SyncControl): ScopeCounts {
  const reader = new SyncReader(db)
  const [was, is] = [input.was === undefined ? undefined : compileScope(input.was), compileScope(input.is)]
  const questions = [...is.questions, ...(was?.questions ?? [])]
  const counts = { total: 0, looked: 0, inScope: 0, entering: 0, leaving: 0 }
  const inbound = 'system' in input.of
  for (const page of inbound
    ? objects(db, reader, input.of as InboundOf)
    : identities(db, reader, input.of as OutboundOf)) {
    if (control?.cancelled()) break
    const ids = page.rows.map(({ id }) => id)
    const held =
      questions.length === 0
        ? undefined
        : reader.memberships(
            inbound ? 'connector-space' : 'metaverse',
            ids,
            questions,
            inbound ? (input.of as InboundOf).system : undefined,
          )
    for (const { id, read } of page.rows) {
      const [before, now] = [
        was?.inScope(read, input.today, held?.get(id)) ?? false,
        is.inScope(read, input.today, held?.get(id)),
      ]
      counts.looked++
      if (now) counts.inScope++
      if (now && !before) counts.entering++
      if (before && !now) counts.leaving++
    }
    counts.total = page.total ?? counts.looked
  }
  return counts
}

type InboundOf = { readonly system: number; readonly type: string }
type OutboundOf = { readonly mvType: string }

interface Page {
  readonly rows: readonly {
    readonly id: number
    readonly read: (name: string) => CsObject['attributes'][string] | undefined
  }[]
  /** Of everything there is, where only some are looked at. */
  readonly total: number | undefined
}

function* objects(db: Db, reader: SyncReader, { system, type }: InboundOf): Iterable<Page> {
  const rows = (all: readonly CsObject[]): Page['rows'] =>
    all
      .filter((one) => !one.deleted && !one.unborn && !one.unread && one.anchor !== undefined)
      .map((one) => ({ id: one.id, read: readerOf(one) }))
  const ids = probeIds(db, 'cs_object')
  if (ids === 'all') {
    for (let after = 0; ; ) {
      const page = reader.objectsOf(system, type, after, batch)
      const last = page.at(-1)
      if (last === undefined) return
      after = last.id
      yield { rows: rows(page), total: undefined }
    }
  }
  const total = countOnce(
    db,
    'select count(*) as n from cs_object where system = ? and type = ? and deleted = 0 and anchor is not null',
    system,
    type,
  )
  // Few among many: of a sample there would be next to none.
  if (total <= lookedAtWhole) yield { rows: rows(reader.objectsOf(system, type, 0, lookedAtWhole)), total }
  else {
    const found = [...reader.csObjects(ids).values()].map(({ object }) => object)
    yield { rows: rows(found.filter((one) => one.system === system && one.type === type)), total }
  }
}

function* identities(db: Db, reader: SyncReader, { mvType }: OutboundOf): Iterable<Page> {
  const rows = (all: readonly { id: number; attributes: CsObject['attributes'] }[]): Page['rows'] =>
    all.map(({ id, attributes }) => ({ id, read: (name) => attributes[name] }))
  const ids = probeIds(db, 'mv_object')
  if (ids === 'all') {
    for (let after = 0; ; ) {
      const page = reader.identitiesOf(mvType, after, batch)
      const last = page.at(-1)
      if (last === undefined) return
      after = last.id
      yield { rows: rows(page), total: undefined }
    }
  }
  const total = countOnce(db, 'select count(*) as n from mv_object where type = ?', mvType)
  if (total <= lookedAtWhole) yield { rows: rows(reader.identitiesOf(mvType, 0, lookedAtWhole)), total }
  else {
    const found = [...reader.mvObjects(ids).values()].filter(({ type }) => type === mvType)
    yield { rows: rows(found), total }
  }
}
