import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from './dependencies.mjs'
import { isNewEnough, runNode, suitableNode } from './node-runtime.mjs'
import { root } from './root.mjs'
import { Stop } from './say.mjs'

// The one way in: npm run demo|test|joinery|bench|chaos|build. Needs no package, and no newer Node than 18 to find its way.

const programs = { demo: 'demo.mjs', joinery: 'joinery.mjs', bench: 'bench.mjs' }

/** Runs from its sources: it starts the servers of the tests and the programs of the build from outside. */
const fromSource = { chaos: join('chaos', 'run.ts') }

async function main([command, ...args]) {
  const known = ['test', 'build', ...Object.keys(programs), ...Object.keys(fromSource)]
  if (!known.includes(command)) throw new Stop(`Usage: node scripts/run.mjs ${known.join('|')} [arguments]`)
  if (!isNewEnough(process.version)) {
    return runNode(suitableNode(), [fileURLToPath(import.meta.url), command, ...args])
  }
  ensureDependencies()
  if (command === 'test') return (await import('./test.mjs')).runLadder(args)
  const { buildAll, ensureBuilt } = await import('./build.mjs')
  if (command === 'build') {
    await buildAll(onlyOf(args))
    return 0
  }
  await ensureBuilt()
  if (Object.hasOwn(fromSource, command)) {
    const { ensureDebianPackages } = await import('./debian-packages.mjs')
    ensureDebianPackages()
    return runNode(process.execPath, [...typesStripped, join(root, fromSource[command]), ...args])
  }
  // Without source maps, which each thread would keep in memory: the bundles are readable as they are.
  return runNode(process.execPath, [join(root, 'dist', 'main', programs[command]), ...args])
}

/** Node takes TypeScript as it is; before 22.18 when it is told to. */
const typesStripped = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']

function onlyOf(args) {
  const at = args.indexOf('--only')
  return at < 0 ? undefined : (args[at + 1] ?? '').split(',')
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : (error?.stack ?? error)}\n`)
  process.exitCode = 1
}
