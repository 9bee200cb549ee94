import type { Report } from './report.ts'

export const approvals: Report = {
  name: 'approvals',
  title: 'Approvals and their authors',
  about: 'Every decision over changes: who took it, when, over which, why, and what became of them.',
  takes: ['session'],
  columns: [
    { name: 'approval', about: 'number, as in the audit' },
    { name: 'by', about: 'who decided' },
    { name: 'at', about: 'when', kind: 'time' },
    { name: 'decision', about: 'approved, held, rejected or undecided' },
    { name: 'reason', about: 'why' },
    { name: 'scope', about: 'how the changes were chosen', kind: 'value' },
    { name: 'changes', about: 'how many were decided on' },
    { name: 'written', about: 'of these, written on this approval' },
    { name: 'failed', about: 'of these, refused by their system' },
    { name: 'waiting', about: 'of these, still to be written' },
    { name: 'plan', about: 'hash of the plan it was given for' },
    { name: 'configuration', about: 'version of the configuration it was given for' },
  ],
  sql: `
    with fate as (
      select c.approval, sum(iif(c.state in ('exported', 'confirmed', 'unconfirmed'), c.n, 0)) as written,
        sum(iif(c.state = 'failed', c.n, 0)) as failed, sum(iif(c.state in ('planned', 'exporting'), c.n, 0)) as waiting,
        max(c.session = @session) as here
      from (
        select c.approval, c.state, 1 as n, r.session from change c left join run r on r.id = c.export_run where c.approval is not null
        union all
        select approval, state, n, session from approval_summary) c
      group by c.approval)
    select a.id, a.author, a.at, a.decision, a.reason, a.scope, a.changes, coalesce(f.written, 0), coalesce(f.failed, 0),
      coalesce(f.waiting, 0), a.plan, a.configuration
    from approval a left join fate f on f.approval = a.id
    where @session is null or f.here = 1 order by a.id`,
}
