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
    select ${systemTitle('c.system')}, c.operation, c.attribute, c.rule, count(*), sum(c.state = 'confirmed'),
      sum(c.state = 'unconfirmed'), sum(c.state in ('exported', 'exporting')), sum(c.state = 'failed'), min(r.started), max(r.started)
    from change c join run r on r.id = c.export_run
    where c.state <> 'planned' and ${ofSession('r.session')} and ${ofSystem('c.system')}
    group by c.system, c.operation, c.attribute, c.rule order by c.system, count(*) desc, c.operation, c.attribute`,
}
