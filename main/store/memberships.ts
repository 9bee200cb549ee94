import type { Configuration } from '../config/load.ts'
import { dnKey } from '../engine/dn-key.ts'
import { type MembershipQuestion, questionKey, questionsOf } from '../engine/membership.ts'
import { dnSpace } from '../engine/model.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/**
 * Notes from now on whose groups change, for the attributes that rules with ISMEMBEROF ask about. The notes are part of the transaction
 * that changes the reference, whoever writes it; a workspace whose rules ask for no groups has no trigger and pays nothing.
 */
export function watchMemberships(db: Db, { rules, memberships = [] }: Configuration): void {
  db.exec(`
    drop trigger if exists temp.watch_cs_insert; drop trigger if exists temp.watch_cs_delete;
    drop trigger if exists temp.watch_cs_update; drop trigger if exists temp.watch_cs_object;
    drop trigger if exists temp.watch_mv_insert; drop trigger if exists temp.watch_mv_delete;
    drop trigger if exists temp.watch_connection;
    create temp table if not exists watched (side integer, attribute text, nested integer);
    delete from temp.watched;
  `)
  const insert = sql(db, 'insert into temp.watched (side, attribute, nested) values (?, ?, ?)')
  for (const rule of [...rules, ...memberships])
    for (const { attribute, nested } of rule.scope.flat().flatMap(questionsOf))
      insert.run(rule.direction === 'inbound' ? 0 : 1, attribute, nested ? 1 : 0)
  if (sql(db, 'select 1 from temp.watched limit 1').get() === undefined) return
  const watched = (side: 0 | 1) => `(select attribute from temp.watched where side = ${side})`
  const note = (side: 0 | 1, object: string) =>
    `insert or ignore into member_work (side, object) values (${side}, ${object});`
  db.exec(`
    create temp trigger watch_cs_insert after insert on main.cs_reference when new.attribute in ${watched(0)}
      begin ${note(0, 'new.target')} end;
    create temp trigger watch_cs_delete after delete on main.cs_reference when old.attribute in ${watched(0)}
      begin ${note(0, 'old.target')} end;
    create temp trigger watch_cs_update after update on main.cs_reference when new.attribute in ${watched(0)}
      begin ${note(0, 'old.target')} ${note(0, 'new.target')} end;
    -- A group that gets the name a rule asks for, or loses it, or is gone.
    create temp trigger watch_cs_object after update on main.cs_object
      when old.dn is not new.dn or old.anchor is not new.anchor or old.deleted <> new.deleted
      begin
        insert or ignore into member_work (side, object)
          select 0, target from cs_reference where source = new.id and attribute in ${watched(0)};
        insert or ignore into member_work (side, object)
          select 1, r.target from cs_connection c join mv_reference r on r.source = c.mv
          where c.object = new.id and r.attribute in ${watched(1)};
      end;
    create temp trigger watch_mv_insert after insert on main.mv_reference when new.attribute in ${watched(1)}
      begin ${note(1, 'new.target')} end;
    create temp trigger watch_mv_delete after delete on main.mv_reference when old.attribute in ${watched(1)}
      begin ${note(1, 'old.target')} end;
    create temp trigger watch_connection after insert on main.cs_connection
      begin
        insert or ignore into member_work (side, object)
          select 1, target from mv_reference where source = new.mv and attribute in ${watched(1)};
      end;
  `)
}

/** Puts on the queue whose groups have changed, and where a rule looks into groups of groups everybody below. */
export function enqueueMembers(db: Db): void {
  if (sql(db, 'select 1 from member_work limit 1').get() === undefined) return
  db.transaction(() => {
    sql(
      db,
      `with recursive concerned (id) as (
         select object from member_work where side = 0
         union select r.target from concerned c join cs_reference r on r.source = c.id
           where r.attribute in (select attribute from temp.watched where side = 0 and nested = 1))
       insert or ignore into cs_work (system, object)
       select o.system, o.id from concerned c join cs_object o on o.id = c.id where o.type <> ''`,
    ).run()
    sql(
      db,
      `with recursive concerned (id) as (
         select object from member_work where side = 1
         union select r.target from concerned c join mv_reference r on r.source = c.id
           where r.attribute in (select attribute from temp.watched where side = 1 and nested = 1))
       insert or ignore into mv_work (stage, object) select 0, m.id from concerned c join mv_object m on m.id = c.id`,
    ).run()
    sql(db, 'delete from member_work').run()
  })()
}

const sides = {
  'connector-space': {
    direct: `select 1 from cs_reference where source = ? and attribute = ? and target = ? and state <> 2`,
    nested: `with recursive above (id) as (
        select r.source from cs_reference r join cs_object o on o.id = r.source
          where r.target = :member and r.attribute = :attribute and r.state <> 2 and o.deleted = 0
        union select r.source from above a join cs_reference r on r.target = a.id join cs_object o on o.id = r.source
          where r.attribute = :attribute and r.state <> 2 and o.deleted = 0)
      select id from above`,
  },
  metaverse: {
    direct: 'select 1 from mv_reference where source = ? and attribute = ? and target = ?',
    nested: `with recursive above (id) as (
        select source from mv_reference where target = :member and attribute = :attribute
        union select r.source from above a join mv_reference r on r.target = a.id where r.attribute = :attribute)
      select id from above`,
  },
} as const

/** Which of the questions hold for each object. A group is named by DN or anchor in one system, for identities in any. */
export function membershipsOf(
  db: Db,
  side: keyof typeof sides,
  objects: readonly number[],
  questions: readonly MembershipQuestion[],
  system: number | undefined,
): ReadonlyMap<number, ReadonlySet<string>> {
  const asked = questions
    .map((question) => ({
      ...question,
      key: questionKey(question),
      ids: groupIds(db, side, question.group, system),
    }))
    .filter(({ ids }) => ids.length > 0)
  const direct = sql(db, sides[side].direct)
  const nested = sql<{ id: number }>(db, sides[side].nested)
  const found = new Map<number, ReadonlySet<string>>()
  if (asked.length === 0) return found
  const nestedAttributes = [...new Set(asked.filter((one) => one.nested).map((one) => one.attribute))]
  for (const member of objects) {
    const above = new Map(
      nestedAttributes.map((attribute) => [
        attribute,
        new Set(nested.all({ member, attribute }).map((row) => row.id)),
      ]),
    )
    const holds = asked.filter(({ attribute, ids, ...one }) =>
      ids.some((id) =>
        one.nested ? above.get(attribute)?.has(id) : direct.get(id, attribute, member) !== undefined,
      ),
    )
    if (holds.length > 0) found.set(member, new Set(holds.map(({ key }) => key)))
  }
  return found
}

function groupIds(db: Db, side: keyof typeof sides, group: string, system: number | undefined): number[] {
  const systems =
    system === undefined
      ? sql<{ id: number }>(db, 'select id from system')
          .all()
          .map((row) => row.id)
      : [system]
  const ids = systems.flatMap((one) => [
    ...sql<{ id: number }>(
      db,
      `select o.id from cs_lookup l join cs_object o on o.id = l.object where l.space = ? and l.value = ? and o.deleted = 0`,
    ).all(dnSpace(one), dnKey(group)),
    ...sql<{ id: number }>(
      db,
      'select id from cs_object where system = ? and anchor = ? and deleted = 0',
    ).all(one, group),
  ])
  if (side === 'connector-space') return [...new Set(ids.map((row) => row.id))]
  const mv = sql<{ mv: number }>(db, 'select mv from cs_connection where object = ?')
  return [...new Set(ids.flatMap((row) => mv.get(row.id)?.mv ?? []))]
}
