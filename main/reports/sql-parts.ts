/** Pieces of SQL that several reports need. */

/** A system as persons call it. */
export const systemTitle = (system: string): string =>
  `(select coalesce(s.title, s.name) from system s where s.id = ${system})`

/** Whose an object is, as persons call it: by the identity, else by what the system says of the object. */
export const personName = (mv: string, object: string): string =>
  `coalesce((select json_extract(m.attributes, '$.displayName') from mv_object m where m.id = ${mv}),
     json_extract(${object}.observed, '$.displayName'), ${object}.dn, ${object}.anchor)`

/** A value of a change as JSON that stays readable when numbers are gone: references by DN, or by name and anchor. */
export const lasting = (column: 'old' | 'new', change = 'c'): string =>
  `case when ${change}.reference = 1 then (
     select json_group_array(coalesce(o.dn, coalesce(json_extract(m.attributes, '$.displayName'), json_extract(o.observed, '$.displayName'))
       || ' (' || o.anchor || ')', o.anchor, '#' || e.value))
     from json_each(${change}.${column}) e left join cs_object o on o.id = e.value left join cs_connection k on k.object = o.id
       left join mv_object m on m.id = k.mv)
   else ${change}.${column} end`

/** Changes that reached their system, whether they were read back since or not. */
export const written = (change = 'c'): string => `${change}.state in ('exported', 'confirmed', 'unconfirmed')`

/** What is left of changes that are in an archive: how many there are of a session and system, and in which files. Over `g`. */
export const gone = `(
  select g.session, g.system, sum(g.n) as n, s.started, (
    select 'pruned on ' || date(max(a.at) / 1000, 'unixepoch') || ' into ' || group_concat('archive/' || a.name, ' and ')
    from archive_session x join archive a on a.id = x.archive where x.session = g.session) as place
  from change_summary g join session s on s.id = g.session group by g.session, g.system)`

/** `1204 changes, pruned on 2026-11-25 into archive/history-1.jsonl.gz` */
export const goneText = `g.n || iif(g.n = 1, ' change, ', ' changes, ') || g.place`

export const ofSystem = (column: string): string => `(@system is null or ${column} = @system)`
export const ofSession = (column: string): string => `(@session is null or ${column} = @session)`
