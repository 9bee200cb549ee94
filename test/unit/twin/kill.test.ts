import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readJournal } from '../../../connectors/twin/journal.ts'
import { makeDirectory, readAll } from './directory.ts'

const writer = join(import.meta.dirname, 'write-until-killed.ts')

/** Lets a process write and kills it after `answers` results; gives the ids it was told of. */
function killAfter(dir: string, answers: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--experimental-strip-types', writer, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text
    if (said.split('\n').length > answers) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(said.split('\n').filter((line) => /^user\d+$/.test(line))))
  })
}

it.each([1, 7, 40])(
  'opens after a kill, with everything it has answered for, written once (%i)',
  async (answers) => {
    const directory = makeDirectory()
    const answered = await killAfter(directory.dir, answers)
    expect(answered.length).toBeGreaterThanOrEqual(answers)
    const written = readJournal(directory.path).map(({ request }) => request)
    expect(new Set(written).size).toBe(written.length)
    expect(written.slice(0, answered.length)).toEqual(answered)
    // A call is one transaction: it is there as a whole or not at all.
    expect(written.length % 5).toBe(0)
    const { items } = await readAll(await directory.open())
    expect(items.length).toBe(5 + written.length)
  },
)
