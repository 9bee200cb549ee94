import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const tree = mkdtempSync(join(tmpdir(), 'joinery-layers-'))

/** Each file breaks exactly the rules named beside it, by the import in it; the others are allowed. */
const files: readonly [path: string, imports: string, breaks: readonly string[]][] = [
  ['connectors/spi/value.ts', '', []],
  ['connectors/kit/dn.ts', '', []],
  ['connectors/kit/http.ts', 'node:http', []],
  ['connectors/scim/read.ts', '../kit/http.ts ../spi/value.ts', []],
  ['connectors/twin/open.ts', 'better-sqlite3', []],
  ['main/config/rule-schema.ts', 'zod', []],
  ['main/config/load.ts', 'node:fs', []],
  ['main/engine/join.ts', '../expressions/parse.ts ../config/rule-schema.ts ../../connectors/kit/dn.ts', []],
  ['main/expressions/parse.ts', '../../connectors/spi/value.ts chevrotain', []],
  ['main/expressions/pattern.ts', 're2js', []],
  ['main/expressions/x509.ts', 'node:crypto', []],
  ['main/policy/judge.ts', '../engine/join.ts ../config/rule-schema.ts ../../connectors/kit/dn.ts', []],
  ['main/policy/loads.ts', '../config/load.ts', ['policies-are-pure']],
  ['main/policy/asks-the-store.ts', '../store/port.ts', ['policies-are-pure']],
  ['main/policy/reads-the-clock.ts', 'node:perf_hooks', ['policies-are-pure']],
  ['main/reports/session.ts', './sql-parts.ts papaparse', []],
  ['main/reports/sql-parts.ts', '', []],
  ['main/reports/asks-the-store.ts', '../store/port.ts', ['reports-are-text']],
  ['main/reports/writes-files.ts', 'node:fs', ['reports-are-text']],
  ['main/store/port.ts', '', []],
  ['main/store/sqlite.ts', 'better-sqlite3', []],
  ['main/host/workspace.ts', '../store/sqlite.ts', []],
  ['main/host/call.ts', '../store/port.ts ../../preload/contract/frame.ts', []],
  ['main/app/window.ts', 'electron electron-store', []],
  ['preload/bridge.ts', 'electron ./contract/frame.ts', []],
  ['preload/contract/frame.ts', 'zod', []],
  ['renderer/ui/button.ts', '../../preload/contract/frame.ts', []],

  ['main/cli/circle-a.ts', './circle-b.ts', ['no-circular']],
  // A circle is reported once, at its first file.
  ['main/cli/circle-b.ts', './circle-a.ts', []],
  ['main/cli/nowhere.ts', './not-there.ts', ['no-unresolvable']],
  ['renderer/ui/reaches-main.ts', '../../main/host/call.ts', ['renderer-and-main-apart']],
  ['main/host/reaches-renderer.ts', '../../renderer/ui/button.ts', ['main-and-renderer-apart']],
  ['main/host/uses-electron.ts', 'electron', ['electron-in-the-shell-only']],
  ['main/host/keeps-settings.ts', 'electron-store', ['electron-in-the-shell-only']],
  ['connectors/scim/reaches-neighbour.ts', '../twin/open.ts', ['connectors-know-only-the-kit']],
  ['connectors/scim/reaches-main.ts', '../../main/config/load.ts', ['connectors-know-only-the-kit']],
  [
    'connectors/kit/reaches-up.ts',
    '../scim/read.ts',
    ['connectors-know-only-the-kit', 'kit-knows-no-connector'],
  ],
  ['connectors/spi/reaches-kit.ts', '../kit/dn.ts', ['spi-knows-nothing']],
  ['main/engine/reads-files.ts', 'node:fs', ['engine-and-expressions-are-pure', 'pure-all-the-way-down']],
  ['main/engine/loads.ts', '../config/load.ts', ['engine-and-expressions-are-pure', 'pure-all-the-way-down']],
  ['main/engine/uses-package.ts', 'zod', ['engine-and-expressions-are-pure']],
  ['main/engine/compares.ts', '@skyra/jaro-winkler', []],
  ['main/engine/knows-port.ts', '../store/port.ts', ['engine-and-expressions-are-pure']],
  ['main/engine/leaks.ts', '../config/leaky-schema.ts', ['pure-all-the-way-down']],
  ['main/config/leaky-schema.ts', 'node:fs', []],
  ['main/engine/draws.ts', 'node:crypto', ['crypto-only-computes']],
  ['main/config/drawing-schema.ts', 'node:crypto', ['crypto-only-computes']],
  ['main/engine/matches.ts', 're2js', ['one-door-to-each-package']],
  ['main/expressions/reaches-engine.ts', '../engine/join.ts', ['expressions-know-no-engine']],
  ['main/host/opens-sqlite.ts', 'better-sqlite3', ['sqlite-behind-the-store']],
  ['preload/contract/reads-files.ts', 'node:fs', ['contract-is-zod-alone']],
  ['preload/contract/knows-spi.ts', '../../connectors/spi/value.ts', ['contract-is-zod-alone']],
  ['main/host/behind-port.ts', '../store/sqlite.ts', ['store-through-its-port']],
]

const dependencies = {
  zod: '1.0.0',
  electron: '1.0.0',
  'electron-store': '1.0.0',
  'better-sqlite3': '1.0.0',
  chevrotain: '1.0.0',
  re2js: '1.0.0',
  papaparse: '1.0.0',
  '@skyra/jaro-winkler': '1.0.0',
}

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] }
}

/** Type imports must count as much as others, so every second file uses one. */
function source(imports: string, index: number): string {
  const names = imports.split(' ').filter(Boolean)
  const lines = names.map((name, at) => `import ${index % 2 ? 'type ' : ''}{ a as a${at} } from '${name}'`)
  const used = names.map((_, at) =>
    index % 2 ? `export type T${at} = typeof a${at}` : `export const b${at} = a${at}`,
  )
  return [...lines, ...used, 'export const a = 1', ''].join('\n')
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}

describe('the layers of the product', () => {
  const broken = new Map<string, Set<string>>()

  beforeAll(async () => {
    for (const name of Object.keys(dependencies)) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      write(`node_modules/${name}/index.js`, 'exports.a = 1\n')
    }
    write('package.json', JSON.stringify({ name: 'layers', version: '1.0.0', type: 'module', dependencies }))
    files.forEach(([path, imports], index) => {
      write(path, source(imports, index))
    })
    const report = await cruise()
    for (const { from, rule } of report.summary.violations) {
      broken.set(from, (broken.get(from) ?? new Set()).add(rule.name))
    }
  }, 60_000)

  afterAll(() => rmSync(tree, { recursive: true, force: true }))

  it.each(files)('%s, importing "%s"', (path, _imports, breaks) => {
    expect([...(broken.get(path) ?? [])].sort()).toEqual([...breaks].sort())
  })
})

function cruise(): Promise<Report> {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const config = join(root, '.dependency-cruiser.cjs')
  const args = [bin, 'main', 'renderer', 'preload', 'connectors', '--config', config, '--output-type', 'json']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (!stdout.startsWith('{')) reject(error ?? new Error(stderr))
      else resolve(JSON.parse(stdout) as Report)
    })
  })
}
