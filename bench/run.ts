import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { table } from '../main/cli/terminal.ts'
import { bareLoop } from './bare-loop.ts'
import { importHere } from './import-apart.ts'
import { benchLargeGroup } from './large-group.ts'
import type { BenchRow } from './measure.ts'
import { benchOpenLdap } from './openldap.ts'
import { benchSamba } from './samba.ts'
import { benchScreens } from './screens.ts'
import { benchSynchronization } from './synchronization.ts'

/** Measurements by name: what `--only` takes. Each runs in a process of its own, so that memory is its own too. */
const benches: Readonly<Record<string, (dir: string) => Promise<BenchRow[]>>> = {
  'synchronization-100k': (dir) => benchSynchronization(dir, 100_000),
  'synchronization-1m': (dir) => benchSynchronization(dir, 1_000_000),
  'screens-1m': (dir) => benchScreens(dir, 1_000_000),
  group: async (dir) => benchLargeGroup(dir, 250_000),
  openldap: (dir) => benchOpenLdap(dir),
  samba: (dir) => benchSamba(dir),
}

const { values } = parseArgs({
  options: {
    bare: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    child: { type: 'string' },
    import: { type: 'string' },
    mode: { type: 'string', default: 'full' },
  },
})

if (values.bare !== undefined)
  process.stdout.write(`${bareLoop(values.bare[0] as string, values.bare[1] as string)}\n`)
else if (values.import !== undefined)
  process.stdout.write(
    `${JSON.stringify(await importHere(values.import, values.mode as 'full' | 'delta'))}\n`,
  )
else if (values.child !== undefined) process.stdout.write(`${JSON.stringify(await runChild(values.child))}\n`)
else process.exitCode = runAll()

async function runChild(name: string): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-bench-'))
  try {
    return await (benches[name] as (dir: string) => Promise<BenchRow[]>)(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function runAll(): number {
  const names = Object.keys(benches).filter(
    (name) => values.only === undefined || name.startsWith(values.only),
  )
  if (names.length === 0) {
    process.stderr.write(
      `There is no measurement "${values.only}". Known: ${Object.keys(benches).join(', ')}\n`,
    )
    return 2
  }
  const rows = names.flatMap((name) => {
    process.stderr.write(`${name} …\n`)
    const child = spawnSync(
      process.execPath,
      [...process.execArgv, fileURLToPath(import.meta.url), '--child', name],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    if (child.status !== 0) throw new Error(`${name} failed`)
    return JSON.parse(child.stdout.trim().split('\n').at(-1) as string) as BenchRow[]
  })
  if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
  else
    process.stdout.write(
      `${table(['Work', 'Size', 'Ours', 'Reference', 'Against', 'Ratio', 'Target', 'Met'], rows.map(cells))}\n`,
    )
  return 0
}

function cells(row: BenchRow): (string | number)[] {
  return [
    row.work,
    row.size,
    row.ours ?? '—',
    row.reference ?? '—',
    row.referenceName,
    row.ratio ?? '—',
    row.target ?? '—',
    row.ours === null || (row.target !== null && row.met === null)
      ? 'not measured'
      : row.met === null
        ? '—'
        : row.met
          ? 'yes'
          : 'no',
  ]
}
