import type { Report } from './report.ts'
import { ofSystem, systemTitle } from './sql-parts.ts'

export const orphans: Report = {
  name: 'orphans',
  title: 'Orphaned and unmatched accounts',
  about:
    'Objects of systems that belong to no identity, and accounts of identities that no source holds any more.',
  takes: ['system'],
  columns: [
    {
      name: 'state',
      about:
        'unmatched: nobody fits; ambiguous: several fit; explicit: a person decided that it is nobody’s; orphaned: its identity is held by no source',
    },
    { name: 'system', about: 'title of the system' },
    { name: 'name', about: 'the object for a person' },
    { name: 'object', about: 'DN or anchor' },
    { name: 'type', about: 'object type in the system' },
    { name: 'since', about: 'of orphaned accounts: the day on which the identity lost its last source' },
    { name: 'decidedBy', about: 'of explicit ones: who decided' },
    { name: 'reason', about: 'of explicit ones: why' },
  ],
  sql: `
    select d.state as state, ${systemTitle('o.system')}, coalesce(json_extract(o.observed, '$.displayName'), o.dn, o.anchor),
      coalesce(o.dn, o.anchor), o.type, null, j.author, j.reason, o.system as place, o.id as id
    from cs_disconnector d join cs_object o on o.id = d.object
      left join join_decision j on j.system = o.system and j.anchor = o.anchor and j.kind = 'disconnect'
    where d.state <> 'filtered' and o.type <> '' and ${ofSystem('o.system')}
    union all
    select 'orphaned', ${systemTitle('o.system')}, coalesce(json_extract(m.attributes, '$.displayName'), o.dn, o.anchor),
      coalesce(o.dn, o.anchor), o.type, g.since, null, null, o.system, o.id
    from mv_departed g join cs_connection k on k.mv = g.object join cs_object o on o.id = k.object join mv_object m on m.id = k.mv
    where o.deleted = 0 and ${ofSystem('o.system')}
    order by place, state, id`,
}
