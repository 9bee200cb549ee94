import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

interface LockedPackage {
  version?: string
  optionalDependencies?: Record<string, string>
}

function run(...args: string[]) {
  return spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), ...args], { encoding: 'utf8' })
}

/** What the tally says of some results, asked in a process of its own as it is plain JavaScript. */
function tally(results: unknown): { line: string; lines: string[] } {
  const code = `
    import { closingLine, summaryLines } from './scripts/tally.mjs'
    const results = ${JSON.stringify(results)}
    process.stdout.write(JSON.stringify({ line: closingLine(results), lines: summaryLines(results) }))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' }),
  )
}

test('the closing line sums the rungs, and each skipped or failed test has a line', () => {
  const { line, lines } = tally([
    { passed: 1, failures: [], skips: [] },
    { passed: 40, failures: ['a.test.ts: x'], skips: [{ name: 'b.test.ts: y', reason: 'no Chromium' }] },
  ])
  expect(line).toBe('41 passed, 1 failed, 1 skipped')
  expect(lines).toEqual(['skipped  b.test.ts: y (no Chromium)', 'failed   a.test.ts: x'])
})

test('a rung without tests fails', () => {
  const empty = run('test', '--rung', 'contract', 'no-such-file')
  expect(empty.status).toBe(1)
  expect(empty.stdout).toMatch(/^failed {3}contract: no tests were /m)
  expect(empty.stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped')
})

test('a command or a rung that does not exist is answered in words, without a stack trace', () => {
  for (const args of [[], ['dance'], ['test', '--rung', 'ladder'], ['build', '--only', 'castle']]) {
    const { status, stdout, stderr } = run(...args)
    expect(status, args.join(' ')).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/Usage: |There is /)
    expect(stderr).not.toContain('    at ')
  }
})

test('a Node that is too old and a registry out of reach end in words, not in a stack trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-old-node-'))
  const old = `
    Object.defineProperty(process, 'version', { value: 'v20.20.2' })
    const { suitableNode } = await import('./scripts/node-runtime.mjs')
    const { root } = await import('./scripts/root.mjs')
    suitableNode()`
  execFileSync('cp', ['-R', join(root, 'scripts'), folder])
  const env = {
    ...process.env,
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_cache: folder,
  }
  const result = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `try {${old}} catch (error) { console.error(error.message) }`],
    {
      cwd: folder,
      env,
      encoding: 'utf8',
    },
  )
  rmSync(folder, { recursive: true, force: true })
  expect(result.stderr).toContain('Joinery needs Node 22.14 or newer; this is v20.20.2.')
  expect(result.stderr).toContain('Make the registry reachable')
  expect(result.stderr).not.toContain('    at ')
})

test('package-lock.json names the packages of every platform (npm run lock writes them)', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  const paths = Object.keys(packages)
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))
  expect(missing).toEqual([])
})

test('what runs before the check of the version is plain enough for Node 18', () => {
  for (const file of ['run', 'node-runtime', 'dependencies', 'npm', 'root', 'say']) {
    const text = readFileSync(join(root, 'scripts', `${file}.mjs`), 'utf8')
    const imports = [...text.matchAll(/^import .* from '([^']+)'$/gm)].map((match) => match[1])
    expect(
      imports.filter(
        (name) =>
          !name?.startsWith('node:') &&
          !/^\.\/(node-runtime|dependencies|npm|root|say)\.mjs$/.test(name ?? ''),
      ),
    ).toEqual([])
    expect(text, file).not.toMatch(
      /Object\.groupBy|Map\.groupBy|import\.meta\.(dirname|filename)|toSorted|with \{ type/,
    )
  }
})
