import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/**
 * Runs the program of an installed package with this Node, quietly.
 * @returns {{status: number, output: string}}
 */
export function runTool(packageName, program, args) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const script = join(folder, typeof bin === 'string' ? bin : bin[program])
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 }
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], options)
  return { status: status ?? 1, output: `${stdout}${stderr}${error ? error.message : ''}` }
}
