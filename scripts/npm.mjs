import { spawnSync } from 'node:child_process'
import { say } from './say.mjs'

/**
 * Runs npm to its end, quiet when it succeeds, and gives its exit code. Under `npm run` it is the same npm again.
 * @param {string[]} args
 * @param {string} folder
 */
export function npm(args, folder) {
  const again = process.env.npm_execpath
  const isScript = again !== undefined && /npm-cli\.c?js$/.test(again)
  const [command, all] = isScript ? [process.execPath, [again, ...args]] : ['npm', args]
  const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e8 }
  const { status, stdout, stderr, error } = spawnSync(command, all, {
    ...options,
    shell: !isScript && process.platform === 'win32',
  })
  if (status === 0) return 0
  for (const line of wordsOf(`${stdout ?? ''}${stderr ?? ''}${error ? error.message : ''}`)) say(line)
  return status ?? 1
}

/** What npm says of a failure without the stack trace and the error object it adds. */
function wordsOf(output) {
  const lines = output.split('\n').map((line) => line.trimEnd())
  return lines.filter((line) => line !== '' && !/^npm (?:error|ERR!)(?:\s{2,}|\s*}?$)/.test(line))
}
