import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { builtStamp, sourceStamp } from './build-stamp.mjs'
import { runNode } from './node-runtime.mjs'
import { root } from './root.mjs'

/**
 * Runs one project of vitest.config.ts and counts its tests.
 * @param {string} project
 * @param {string[]} args passed on to vitest, such as a file name
 * @returns {Promise<import('./tally.mjs').Result>}
 */
export async function runVitest(project, args) {
  const folder = join(root, '.cache', 'test')
  mkdirSync(folder, { recursive: true })
  const report = join(folder, `${project}.json`)
  const skipLog = join(folder, `${project}.skipped`)
  rmSync(report, { force: true })
  rmSync(skipLog, { force: true })
  const script = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const flags = ['run', '--project', project, '--reporter=./test/reporter.ts', ...args]
  const env = {
    ...process.env,
    JOINERY_REPORT: report,
    JOINERY_SKIP_LOG: skipLog,
    NODE_ENV: 'test',
    // Tests start hundreds of processes and threads of the same code: it is compiled once.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    JOINERY_BUILT: String(builtStamp() === sourceStamp()),
  }
  const code = await runNode(process.execPath, [script, ...flags], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return count(project, code, report, skipLog)
}

function count(project, code, reportFile, skipLog) {
  if (!existsSync(reportFile)) return failure(`${project}: no tests were run (exit code ${code})`)
  const { tests, files, brokenFiles, unhandled } = JSON.parse(readFileSync(reportFile, 'utf8'))
  const failures = [
    ...tests
      .filter(({ state }) => state === 'failed' || state === 'pending')
      .map(({ file, name }) => `${file}: ${name}`),
    ...brokenFiles.map((file) => `${file}: an error outside of its tests`),
  ]
  if (unhandled > 0) failures.push(`${project}: ${unhandled} errors that no test caught`)
  if (tests.length === 0 && failures.length === 0) return failure(`${project}: no tests were found`)
  if (code !== 0 && failures.length === 0)
    failures.push(`${project}: the test run ended with exit code ${code}`)
  return {
    slowest: slowestOf(files),
    passed: tests.filter(({ state }) => state === 'passed').length,
    failures,
    skips: tests.filter(({ state }) => state === 'skipped').map((test) => skip(test, skipLog)),
  }
}

/** The files that take longest, in seconds: where a rung that became slow is to be looked at. */
function slowestOf(files) {
  return files
    .map(({ file, running, loading }) => ({ file, seconds: Math.round((running + loading) / 1000) }))
    .filter(({ seconds }) => seconds >= 30)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 5)
}

function failure(reason) {
  return { passed: 0, failures: [reason], skips: [] }
}

/** The reason is the test's own note, or what the requirement its file asks for says, or else stands in the test's name. */
function skip({ file, name, note }, skipLog) {
  const absent = existsSync(skipLog)
    ? readFileSync(skipLog, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
  const source = readFileSync(join(root, file), 'utf8')
  const asked = absent.find((requirement) => source.includes(`requires('${requirement.name}')`))
  return {
    name: `${file}: ${name}`,
    reason:
      note ?? asked?.absent ?? (/\(skipped: .*\)$/.test(name) ? undefined : 'skipped by the test itself'),
  }
}
