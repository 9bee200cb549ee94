import type { Report } from './report.ts'
import { lasting, ofSession, ofSystem, systemTitle } from './sql-parts.ts'

export const failed: Report = {
  name: 'failed',
  title: 'Failed and unconfirmed exports',
  about:
    'Changes that a system refused, that were not found on reading back, or of which it is not known whether they were written.',
  takes: ['session', 'system'],
  columns: [
    { name: 'result', about: 'failed, unconfirmed, or exporting: in doubt' },
    { name: 'system', about: 'title of the system' },
    { name: 'operation', about: 'add, update, move, disable or delete' },
    { name: 'name', about: 'the object for a person' },
    { name: 'object', about: 'DN or anchor' },
    { name: 'attribute', about: 'empty where the whole object is concerned' },
    { name: 'old', about: 'the value before', kind: 'value' },
    { name: 'new', about: 'the value that was to be written', kind: 'value' },
    { name: 'why', about: 'what the system said, or what was read' },
    { name: 'rule', about: 'the outbound rule' },
    { name: 'tried', about: 'when', kind: 'time' },
    { name: 'session', about: 'number of the session' },
    { name: 'change', about: 'number of the change' },
  ],
  sql: `
    select c.state, ${systemTitle('c.system')}, c.operation, c.name, c.key, c.attribute, ${lasting('old')}, ${lasting('new')}, c.error, c.rule,
      r.started, r.session, c.id
    from change c left join run r on r.id = c.export_run
    where c.state in ('failed', 'unconfirmed', 'exporting') and ${ofSession('r.session')} and ${ofSystem('c.system')}
    order by c.state, c.system, c.id`,
}
