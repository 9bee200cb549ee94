import { ensureBuilt } from './build.mjs'
import { ensureDebianPackages } from './debian-packages.mjs'
import { Stop } from './say.mjs'
import { closingLine, summaryLines } from './tally.mjs'
import { runTool } from './tools.mjs'
import { runVitest } from './vitest-rung.mjs'

/** The ladder, from the cheapest rung to the dearest. A tool counts as one test. */
const rungs = [
  {
    name: 'lint',
    title: 'format and lint',
    run: () => tool('lint', '@biomejs/biome', 'biome', ['check', '.', '--error-on-warnings']),
  },
  { name: 'types', title: 'type check', run: () => tool('types', 'typescript', 'tsc', ['--noEmit']) },
  {
    name: 'layers',
    title: 'layers',
    run: () => tool('layers', 'dependency-cruiser', 'depcruise', layerArguments),
  },
  { name: 'dead-code', title: 'dead code', run: () => tool('dead-code', 'knip', 'knip', ['--no-progress']) },
  { name: 'build', title: 'build', run: buildRung },
  { name: 'unit', title: 'unit and properties', run: (args) => runVitest('unit', args) },
  {
    name: 'contract',
    title: 'contract, every transport',
    run: (args) => runVitest('contract', args),
  },
  {
    name: 'conformance',
    title: 'conformance, every connector',
    run: (args) => runVitest('conformance', args),
  },
  { name: 'servers', title: 'real servers', needsBuild: true, run: (args) => runVitest('servers', args) },
  { name: 'e2e', title: 'end to end', needsBuild: true, run: (args) => runVitest('e2e', args) },
]

const layerArguments = [
  'main',
  'renderer',
  'preload',
  'connectors',
  'demo',
  '--config',
  '.dependency-cruiser.cjs',
]

/**
 * Runs all rungs, or those named with --rung; further arguments go to vitest.
 * @param {string[]} args
 * @returns {Promise<number>} the exit code: 1 when anything failed
 */
export async function runLadder(args) {
  const { chosen, others } = chosenRungs(args)
  if (chosen.some(({ name }) => name === 'servers' || name === 'e2e')) ensureDebianPackages()
  const results = []
  for (const rung of chosen) {
    const started = Date.now()
    process.stdout.write(`\n== ${rung.title}\n`)
    const result = await climb(rung, others, chosen)
    results.push(result)
    process.stdout.write(`   ${closingLine([result])} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
    for (const { file, seconds } of result.slowest ?? [])
      process.stdout.write(`   ${String(seconds).padStart(5)} s  ${file}\n`)
  }
  process.stdout.write(
    `\n== summary\n${summaryLines(results)
      .map((line) => `${line}\n`)
      .join('')}`,
  )
  process.stdout.write(`${closingLine(results)}\n`)
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}

async function climb(rung, others, chosen) {
  if (rung.needsBuild && !chosen.some(({ name }) => name === 'build')) {
    const built = await buildRung()
    if (built.failures.length > 0) return built
  }
  return rung.run(others)
}

function chosenRungs(args) {
  const names = []
  const others = []
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--rung') names.push(args[++at])
    else others.push(args[at])
  }
  const unknown = names.find((name) => !rungs.some((rung) => rung.name === name))
  if (unknown !== undefined || names.includes(undefined)) {
    throw new Stop(`There is no rung called ${unknown}.`, [
      `Known: ${rungs.map(({ name }) => name).join(', ')}.`,
    ])
  }
  return { chosen: names.length > 0 ? rungs.filter(({ name }) => names.includes(name)) : rungs, others }
}

function tool(name, packageName, program, args) {
  const { status, output } = runTool(packageName, program, args)
  if (status === 0) return passed
  process.stdout.write(output)
  return { passed: 0, failures: [`${name}: ${packageName} reported problems`], skips: [] }
}

const passed = { passed: 1, failures: [], skips: [] }

async function buildRung() {
  try {
    await ensureBuilt()
    return passed
  } catch (error) {
    process.stdout.write(`${error.message}\n`)
    return { passed: 0, failures: ['build: the build failed'], skips: [] }
  }
}
