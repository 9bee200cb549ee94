import type { Report } from './report.ts'
import { gone, goneText, lasting, ofSession, ofSystem, systemTitle, written } from './sql-parts.ts'

/** Attributes of an identity whose change is a move within the organisation. */
const position = [
  'department',
  'manager',
  'company',
  'division',
  'office',
  'location',
  'city',
  'costCenter',
  'title',
  'jobTitle',
]

export const joinersMoversLeavers: Report = {
  name: 'joiners-movers-leavers',
  title: 'Joiners, movers and leavers',
  about: `Accounts of people that were added (joiner); moved, or changed in ${position.slice(0, -1).join(', ')} or ${position.at(-1)} (mover); disabled or deleted (leaver).`,
  takes: ['session', 'system'],
  columns: [
    { name: 'kind', about: 'joiner, mover or leaver; pruned: changes of any kind that are in an archive' },
    { name: 'person', about: 'the identity for a person' },
    { name: 'identity', about: 'number of the identity' },
    { name: 'system', about: 'title of the system' },
    { name: 'account', about: 'DN or anchor of the account' },
    { name: 'operation', about: 'add, move, update, disable or delete' },
    { name: 'attribute', about: 'what changed; empty where the account was added, moved or deleted' },
    { name: 'old', about: 'the value before', kind: 'value' },
    { name: 'new', about: 'the value that was written', kind: 'value' },
    { name: 'written', about: 'when', kind: 'time' },
    { name: 'session', about: 'number of the session' },
    {
      name: 'result',
      about: 'exported, confirmed or unconfirmed; of pruned ones how many there are and where',
    },
  ],
  sql: `
    select case when c.operation = 'add' then 'joiner' when c.operation in ('disable', 'delete') then 'leaver' else 'mover' end as kind,
      case when c.mv is null then c.name else coalesce((select json_extract(m.attributes, '$.displayName') from mv_object m where m.id = c.mv), c.name) end,
      c.mv, ${systemTitle('c.system')}, c.key, c.operation, c.attribute,
      case when c.operation in ('add', 'delete') then null else ${lasting('old')} end,
      case when c.operation in ('add', 'delete') then null else ${lasting('new')} end, r.started, r.session, c.state,
      c.system as place, c.name as called, c.id as change
    from change c join run r on r.id = c.export_run
    where ${written()} and (c.operation <> 'update' or c.source in (${position.map((name) => `'${name}'`).join(', ')}))
      and lower(c.type) not like '%group%' and c.type <> 'organizationalUnit'
      and ${ofSession('r.session')} and ${ofSystem('c.system')}
    union all
    select 'pruned', null, null, ${systemTitle('g.system')}, null, null, null, null, null, g.started, g.session, ${goneText}, g.system, '', g.session
    from ${gone} g where ${ofSession('g.session')} and ${ofSystem('g.system')}
    order by kind, place, called, change`,
}
