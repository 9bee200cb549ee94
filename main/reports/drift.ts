import type { Report } from './report.ts'
import { ofSystem, systemTitle } from './sql-parts.ts'

export const drift: Report = {
  name: 'drift',
  title: 'Drift',
  about: 'What somebody else changed in a system in values of ours, and what was decided about it.',
  takes: ['system'],
  columns: [
    { name: 'drift', about: 'number, as `joinery drift` takes it' },
    { name: 'state', about: 'seen, open, enforced or accepted' },
    { name: 'system', about: 'title of the system' },
    { name: 'kind', about: 'value, reference-added, reference-removed, deleted or created' },
    { name: 'name', about: 'the object for a person' },
    { name: 'object', about: 'DN or anchor' },
    { name: 'attribute', about: 'empty where the whole object is concerned' },
    { name: 'was', about: 'the value before', kind: 'value' },
    { name: 'now', about: 'the value that was read', kind: 'value' },
    { name: 'wanted', about: 'the value the rules want', kind: 'value' },
    { name: 'rule', about: 'the outbound rule' },
    { name: 'found', about: 'when an import found it', kind: 'time' },
    { name: 'changedBy', about: 'who changed it, where the system tells' },
    { name: 'changedAt', about: 'when, where the system tells', kind: 'time' },
    { name: 'decidedBy', about: 'who decided' },
    { name: 'decidedAt', about: 'when', kind: 'time' },
    { name: 'reason', about: 'why' },
  ],
  sql: `
    select d.id, d.state, ${systemTitle('d.system')}, d.kind, d.name, d.key, d.attribute,
      case when d.kind = 'reference-removed' then json_quote(coalesce(t.dn, t.anchor)) else d.was end,
      case when d.kind = 'reference-added' then json_quote(coalesce(t.dn, t.anchor)) else d.now end,
      d.wanted, d.rule, d.since, d.changed_by, d.changed_at, d.author, d.decided, d.reason
    from drift d left join cs_object t on t.id = d.target
    where ${ofSystem('d.system')} order by d.id`,
}
