import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { followJob } from '../main/cli/follow-job.ts'
import { terminal } from '../main/cli/terminal.ts'
import { withHost } from '../main/cli/with-host.ts'
import { writeHrFile } from './dataset.ts'
import { benchIdentities } from './identities.ts'
import { type BenchRow, round, row, seconds, sqliteImport, told } from './measure.ts'
import { changeOneFlow, writeBenchWorkspace } from './workspace.ts'

/** Staging, full and delta synchronization, and memory, over one generated HR file. Runs in a process of its own. */
export async function benchSynchronization(dir: string, people: number): Promise<BenchRow[]> {
  writeBenchWorkspace(dir)
  const hr = join(dir, 'hr.csv')
  await writeHrFile(hr, people, false)
  const quiet = { ...terminal(true), line: () => undefined }
  const rows: BenchRow[] = []
  let full = 0
  await withHost({ workspace: dir, today: '2026-03-10' }, async (client) => {
    const reference = sqliteImport(hr, join(dir, 'reference.db'))
    const staging = await seconds(() =>
      followJob(client, quiet, { kind: 'import', systems: ['hr'], mode: 'full' }),
    )
    rows.push(
      row('stage HR rows from CSV', people, staging, reference, 'sqlite3 .import of the same file', 2.5),
    )

    const bare = bareLoopApart(join(dir, 'joinery.db'), join(dir, 'bare.db'))
    full = await seconds(() => followJob(client, quiet, { kind: 'synchronize', mode: 'full' }))
    rows.push(
      row(
        'full synchronization, 15 flows, one target',
        people,
        full,
        bare,
        'a bare loop over the same JSON rows',
        2.5,
      ),
    )

    await writeHrFile(hr, people, true)
    await followJob(client, quiet, { kind: 'import', systems: ['hr'], mode: 'delta' })
    const delta = await seconds(() => followJob(client, quiet, { kind: 'synchronize', mode: 'delta' }))
    rows.push(
      row(
        'delta synchronization after 1 % changed',
        people,
        delta,
        full,
        'the full synchronization above',
        0.02,
      ),
    )

    const preview = await client.call('changes.list', { filter: {}, limit: 1 })
    const first = preview.rows[0]
    if (first !== undefined) {
      const one = await seconds(() => client.call('changes.get', { id: first.id }))
      rows.push(absolute('one change with its lineage, milliseconds', people, one * 1000, 50))
    }

    const anchors = Array.from({ length: 20 }, (_, i) =>
      String(Math.floor((people / 20) * i) + 7).padStart(8, '0'),
    )
    const cases: number[] = []
    for (const anchor of anchors)
      cases.push(await seconds(() => client.call('joins.get', { system: 'hr', anchor })))
    const slowest = Math.max(...cases) * 1000
    rows.push(absolute('candidates for one object, slowest of 20, milliseconds', people, slowest, 50))

    const { search, identity, preview: previewed } = await benchIdentities(client, people)
    rows.push(absolute('identities by name or identifier, slowest of 10, milliseconds', people, search, 200))
    rows.push(absolute('one identity, slowest of 10, milliseconds', people, identity, 50))
    rows.push(absolute('preview of one identity, slowest of 10, milliseconds', people, previewed, 50))
  })
  changeOneFlow(dir)
  await withHost({ workspace: dir, today: '2026-03-10' }, async (client) => {
    const changed = await seconds(() => followJob(client, quiet, { kind: 'synchronize', mode: 'delta' }))
    rows.push(
      told(
        'synchronization after a flow says otherwise of 3.3 %',
        people,
        changed,
        full,
        'the full synchronization above',
      ),
    )
  })
  rows.push(absolute('peak memory of the process, MB', people, process.resourceUsage().maxRSS / 1024, 600))
  return rows
}

/** In a process of its own: its memory is not ours. */
function bareLoopApart(source: string, target: string): number {
  const script = process.argv[1] as string
  const { stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, script, '--bare', source, '--bare', target],
    { encoding: 'utf8' },
  )
  return Number(stdout)
}

const absolute = (work: string, size: number, ours: number, limit: number): BenchRow => ({
  work,
  size,
  ours: round(ours),
  reference: null,
  referenceName: '—',
  ratio: null,
  target: `≤ ${limit}`,
  met: ours <= limit,
})
