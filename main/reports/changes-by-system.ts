import type { Report } from './report.ts'
import { ofSession, ofSystem, systemTitle } from './sql-parts.ts'

export const changesBySystem: Report = {
  name: 'changes-by-system',
  title: 'Changes by system',
  about: 'How many changes of which kind were written to each system, and what became of them.',
  takes: ['session', 'system'],
  columns: [
    { name: 'system', about: 'title of the system' },
    { name: 'operation', about: 'add, update, move, disable or delete' },
    { name: 'attribute', about: 'empty where whole objects are concerned' },
    { name: 'rule', about: 'the outbound rule' },
    { name: 'changes', about: 'all of them' },
    { name: 'confirmed', about: 'read back as written' },
    { name: 'unconfirmed', about: 'not found on reading back' },
    { name: 'exported', about: 'written and not read back yet' },
    { name: 'failed', about: 'the system refused them' },
    { name: 'first', about: 'when the first was written', kind: 'time' },
    { name: 'last', about: 'when the last was written', kind: 'time' },
  ],
  sql: `
    select ${systemTitle('c.system')}, c.operation, c.attribute, c.rule, sum(c.n), sum(iif(c.state = 'confirmed', c.n, 0)),
      sum(iif(c.state = 'unconfirmed', c.n, 0)), sum(iif(c.state in ('exported', 'exporting'), c.n, 0)), sum(iif(c.state = 'failed', c.n, 0)),
      min(c.first), max(c.last)
    from (
      select c.system, c.operation, c.attribute, c.rule, c.state, 1 as n, r.started as first, r.started as last
      from change c join run r on r.id = c.export_run
      where c.state <> 'planned' and ${ofSession('r.session')} and ${ofSystem('c.system')}
      union all
      select g.system, g.operation, nullif(g.attribute, ''), g.rule, g.state, g.n, g.first, g.last
      from change_summary g where ${ofSession('g.session')} and ${ofSystem('g.system')}) c
    group by c.system, c.operation, c.attribute, c.rule order by c.system, sum(c.n) desc, c.operation, c.attribute`,
}
