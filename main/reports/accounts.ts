import type { Report } from './report.ts'
import { ofSystem, personName, systemTitle } from './sql-parts.ts'

export const accounts: Report = {
  name: 'accounts',
  title: 'Who has an account where',
  about: 'Every object of a system that is linked to an identity, as it was last read or written.',
  takes: ['system'],
  columns: [
    { name: 'person', about: 'the identity for a person' },
    { name: 'identity', about: 'number of the identity' },
    { name: 'identityType', about: 'person, group, …' },
    { name: 'system', about: 'title of the system' },
    { name: 'account', about: 'DN, or anchor where the system has no DNs' },
    { name: 'anchor', about: 'what identifies it in its system' },
    { name: 'accountType', about: 'object type in the system' },
    { name: 'link', about: 'projected: the identity came from it; joined; provisioned: made from here' },
    { name: 'rule', about: 'the rule that linked it' },
    {
      name: 'state',
      about: 'present; unconfirmed: written and not read back; deleted: to be gone; planned: not written yet',
    },
  ],
  sql: `
    select ${personName('k.mv', 'o')}, k.mv, m.type, ${systemTitle('o.system')}, coalesce(o.dn, o.anchor), o.anchor, o.type, k.kind, k.rule,
      case when o.deleted = 1 then 'deleted' when exists (select 1 from cs_unconfirmed u where u.object = o.id) then 'unconfirmed'
        when o.observed is null then 'planned' else 'present' end
    from cs_connection k join cs_object o on o.id = k.object left join mv_object m on m.id = k.mv
    where ${ofSystem('o.system')}
    order by k.mv, o.system, o.id`,
}
