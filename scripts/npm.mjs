import { spawnSync } from 'node:child_process'

/**
 * Runs npm to its end, its output on standard error, and gives its exit code. Under `npm run` it is the same npm again.
 * @param {string[]} args
 * @param {string} folder
 */
export function npm(args, folder) {
  const again = process.env.npm_execpath
  const isScript = again !== undefined && /npm-cli\.c?js$/.test(again)
  const [command, all] = isScript ? [process.execPath, [again, ...args]] : ['npm', args]
  const shell = !isScript && process.platform === 'win32'
  const { status } = spawnSync(command, all, { cwd: folder, stdio: ['ignore', 2, 2], shell })
  return status ?? 1
}
