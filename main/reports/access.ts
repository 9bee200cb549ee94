import type { Report } from './report.ts'
import { ofSystem, personName, systemTitle, written } from './sql-parts.ts'

/**
 * What people could do at a time. Nobody keeps a copy of each day; it is what the systems hold now, with everything undone that was written
 * since: of each account and each membership the first write after that time tells how it was before.
 */
export const access: Report = {
  name: 'access',
  title: 'Access as of a date',
  about:
    'Accounts and memberships in groups as they were at a time: what is known now, with everything undone that was written since. What others changed in the systems meanwhile, and memberships that a system dropped with a deleted account, are as last read.',
  takes: ['asOf', 'system'],
  columns: [
    { name: 'person', about: 'the identity for a person; of an account that is gone, its name' },
    { name: 'identity', about: 'number of the identity' },
    { name: 'system', about: 'title of the system' },
    { name: 'access', about: 'account or member' },
    { name: 'account', about: 'DN or anchor of the account' },
    { name: 'group', about: 'of a membership: DN or anchor of the group' },
    { name: 'attribute', about: 'of a membership: the attribute that names the account' },
    { name: 'basis', about: 'still there, disabled since, or removed since' },
    { name: 'changed', about: 'when it was disabled or removed', kind: 'time' },
  ],
  sql: `
    with later as materialized (
        select c.id, c.object, c.mv, c.system, c.operation, c.attribute, c.reference, c.old, c.new, c.name, c.key, r.started as at
        from change c join run r on r.id = c.export_run where r.started > @asOf and ${written()} and ${ofSystem('c.system')}),
      account_turn as materialized (
        select object, mv, system, operation, old, name, key, at, min(id) from later where operation in ('add', 'delete') group by object),
      disabled as materialized (select object, min(at) as at from later where operation = 'disable' group by object),
      member_turn as materialized (
        select object, attribute, target, gone, at, min(id) from (
          select l.id, l.object, l.attribute, e.value as target, 0 as gone, l.at from later l, json_each(l.new) e where l.reference = 1
          union all
          select l.id, l.object, l.attribute, e.value, 1, l.at from later l, json_each(l.old) e where l.reference = 1)
        group by object, attribute, target)
    select ${personName('k.mv', 'o')} as person, k.mv as identity, ${systemTitle('o.system')} as place, 'account' as access,
      coalesce(o.dn, o.anchor) as account, null as held, null as attribute, case when d.at is null then 'still there' else 'disabled since' end as basis, d.at as changed
    from cs_connection k join cs_object o on o.id = k.object left join disabled d on d.object = o.id
    where o.deleted = 0 and o.anchor is not null and ${ofSystem('o.system')}
      and not exists (select 1 from account_turn t where t.object = o.id)
    union all
    select coalesce((select json_extract(m.attributes, '$.displayName') from mv_object m where m.id = t.mv),
        json_extract(t.old, '$.attributes.displayName'), t.name),
      t.mv, ${systemTitle('t.system')}, 'account', t.key, null, null, 'removed since', t.at
    from account_turn t where t.operation = 'delete'
    union all
    select ${personName('k.mv', 'o')}, k.mv,
      ${systemTitle('g.system')}, 'member', coalesce(o.dn, o.anchor), coalesce(g.dn, g.anchor), x.attribute, 'still there', null
    from cs_reference x join cs_object g on g.id = x.source join cs_object o on o.id = x.target left join cs_connection k on k.object = o.id
    where x.state <> 2 and g.deleted = 0 and g.anchor is not null and lower(x.attribute) like '%member%' and ${ofSystem('g.system')}
      and not exists (select 1 from member_turn t where t.object = x.source and t.attribute = x.attribute and t.target = x.target)
      and not exists (select 1 from account_turn t where t.object = g.id)
    union all
    select coalesce((select json_extract(m.attributes, '$.displayName') from mv_object m where m.id = k.mv),
        (select json_extract(d.old, '$.attributes.displayName') from change d where d.object = t.target and d.operation = 'delete' order by d.id desc limit 1),
        (select h.name from gone_object h where h.object = t.target), json_extract(o.observed, '$.displayName'), o.dn, o.anchor, '#' || t.target), k.mv,
      ${systemTitle('g.system')}, 'member',
      coalesce(o.dn, o.anchor, (select d.key from change d where d.object = t.target and d.operation = 'delete' order by d.id desc limit 1),
        (select h.key from gone_object h where h.object = t.target), '#' || t.target),
      coalesce(g.dn, g.anchor), t.attribute, 'removed since', t.at
    from member_turn t join cs_object g on g.id = t.object left join cs_object o on o.id = t.target left join cs_connection k on k.object = t.target
    where t.gone = 1 and lower(t.attribute) like '%member%'
      and not exists (select 1 from account_turn u where u.object = g.id and u.operation = 'add')
    order by person, identity, place, access, account, held`,
}
