import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { CheckpointState } from '../../preload/contract/audit.ts'
import type { Result } from '../../preload/contract/methods.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import type { Terminal } from './terminal.ts'

/** The audit: whether it is whole, and as CSV. */
export function auditCommand(action: Action): Command {
  return new Command('audit')
    .description('The append-only record of every run, decision and write.')
    .addCommand(
      new Command('verify')
        .description(
          'Recompute the hash chain, and prove it against checkpoints: what was changed, removed, cut off or rewritten is found.',
        )
        .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
        .option('--key <fingerprint...>', 'keys that must have signed these: SHA256:…')
        .option('--archive <file...>', 'archives that entries were moved into')
        .addHelpText(
          'after',
          example('joinery audit verify', 'joinery audit verify --checkpoint /media/safe/000001204.json'),
        )
        .action(
          action(async ({ client, terminal, options }) => {
            const state = await client.call('audit.verify', {
              given: ((options.checkpoint as string[] | undefined) ?? []).map(readCheckpoint),
              keys: (options.key as string[] | undefined) ?? [],
              archives: ((options.archive as string[] | undefined) ?? []).map((file) => resolve(file)),
            })
            printState(terminal, state)
            terminal.result(state)
            return state.ok ? 0 : 1
          }),
        ),
    )
    .addCommand(
      new Command('checkpoint')
        .description(
          'Sign where the audit stands: a small file that proves, kept elsewhere, that it was not rewritten.',
        )
        .option('--out <file>', 'write it there as well')
        .addHelpText(
          'after',
          example('joinery audit checkpoint', 'joinery audit checkpoint --out /media/safe/today.json'),
        )
        .action(
          action(async ({ client, terminal, options }) => {
            const { text, ...made } = await client.call('audit.checkpoint', {})
            if (typeof options.out === 'string') writeFileSync(options.out, text)
            terminal.line(`Entry ${number(made.entry)}, hash ${made.hash}`)
            terminal.line(`Signed by ${made.key}`)
            terminal.line(`In ${made.path}${typeof options.out === 'string' ? ` and ${options.out}` : ''}`)
            terminal.result(made)
            return 0
          }),
        ),
    )
    .addCommand(
      new Command('export')
        .description('Write the whole audit, hashes included.')
        .requiredOption('--csv', 'as CSV into the reports folder of the workspace')
        .addHelpText('after', example('joinery audit export --csv'))
        .action(
          action(async ({ client, terminal }) => {
            const written = await client.call('audit.export', {})
            terminal.line(`${number(written.rows)} entries in ${written.path}`)
            terminal.result(written)
            return 0
          }),
        ),
    )
}

/** @throws JoineryError `usage` when the file cannot be read */
function readCheckpoint(file: string): { file: string; text: string } {
  try {
    return { file, text: readFileSync(file, 'utf8') }
  } catch (cause) {
    throw new JoineryError('usage', `${file} cannot be read: ${(cause as Error).message}`, {
      advice: 'Name a file that `joinery audit checkpoint` has written',
      where: file,
      exitCode: 2,
      cause,
    })
  }
}

const holds = ({ verdict }: CheckpointState): boolean => verdict === 'contained' || verdict === 'archived'

function printState(terminal: Terminal, state: Result<'audit.verify'>): void {
  terminal.line(
    state.brokenAt === null
      ? `The chain is whole: ${number(state.entries)} entries`
      : `The chain is broken at entry ${state.brokenAt}: ${state.problem?.text}`,
  )
  if (state.prunedThrough > 0)
    terminal.line(
      `Entries up to ${number(state.prunedThrough)} are in archives: verify these with --archive.`,
    )
  for (const { file, text } of state.archives) terminal.line(`${file}: ${text}`)
  const held = state.checkpoints.filter(holds)
  for (const one of state.checkpoints)
    if (!holds(one)) terminal.line(`${one.file}${one.time === '' ? '' : `, ${one.time}`}: ${one.text}`)
  const last = held.at(-1)
  if (last === undefined) {
    if (state.checkpoints.length === 0)
      terminal.line(
        'No checkpoint to prove it against: a chain that was cut off or computed anew as a whole would not show.',
      )
    return
  }
  terminal.line(`${number(held.length)} checkpoints hold. ${last.file}, ${last.time}: ${last.text}`)
  for (const key of new Set(held.map((one) => one.key))) terminal.line(`Signed by ${key}`)
}
