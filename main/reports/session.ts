import type { Report } from './report.ts'
import { gone, goneText, lasting, ofSession, ofSystem, systemTitle } from './sql-parts.ts'

export const session: Report = {
  name: 'session',
  title: 'Session report',
  about:
    'Every change a session wrote or tried to write, with who approved it and what became of it. Those that were pruned are a row for each session and system.',
  takes: ['session', 'system'],
  columns: [
    { name: 'session', about: 'number of the session' },
    { name: 'change', about: 'number of the change, as in the audit' },
    { name: 'written', about: 'when its export began', kind: 'time' },
    { name: 'system', about: 'title of the system' },
    { name: 'operation', about: 'add, update, move, disable or delete' },
    { name: 'name', about: 'the object for a person' },
    { name: 'object', about: 'its DN or anchor' },
    { name: 'attribute', about: 'empty where the whole object is concerned' },
    { name: 'old', about: 'the value before', kind: 'value' },
    { name: 'new', about: 'the value that was written', kind: 'value' },
    { name: 'rule', about: 'the outbound rule' },
    { name: 'approvedBy', about: 'who approved it' },
    { name: 'approvedAt', about: 'when', kind: 'time' },
    {
      name: 'result',
      about:
        'exported, confirmed, unconfirmed, failed, or exporting: in doubt; pruned: changes that are in an archive',
    },
    {
      name: 'error',
      about: 'why it failed or was not found again; of pruned ones how many there are and where',
    },
    { name: 'hash', about: 'content hash, as the approval names it' },
  ],
  sql: `
    select g.session, null as change, g.started, ${systemTitle('g.system')}, null, null, null, null, null, null, null, null, null, 'pruned', ${goneText}, null
    from ${gone} g where ${ofSession('g.session')} and ${ofSystem('g.system')}
    union all
    select r.session, c.id, r.started, ${systemTitle('c.system')}, c.operation, c.name, c.key, c.attribute,
      ${lasting('old')}, ${lasting('new')}, c.rule, a.author, a.at, c.state, c.error, lower(hex(c.hash))
    from change c join run r on r.id = c.export_run left join approval a on a.id = c.approval
    where r.step = 'export' and c.state <> 'planned' and ${ofSession('r.session')} and ${ofSystem('c.system')}
    order by change`,
}
