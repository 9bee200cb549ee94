import { Command, Option } from 'commander'
import {
  type JoinCase,
  type JoinDecision,
  type JoinDecisionKind,
  type JoinEffect,
  type JoinKind,
  joinKind,
} from '../../preload/contract/joins.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import { counted, number } from '../host/wording.ts'
import type { Action, ActionInput } from './action.ts'
import { example } from './example.ts'
import { limitOf } from './limit-option.ts'
import { short } from './terminal.ts'

const because = () => new Option('--reason <text>', 'why; kept with the decision and in the audit')

/** What waits for a person, and deciding it. */
export function joinCommands(action: Action): Command {
  return new Command('joins')
    .description('Accounts of which the rules cannot tell whose they are: look at them and decide.')
    .addCommand(
      new Command('list')
        .description('What waits for a person, with the score of the best candidate.')
        .option('-s, --system <name>', 'only this system')
        .addOption(
          new Option('-k, --kind <kind>', 'only what waits for this reason').choices(joinKind.options),
        )
        .option('--limit <n>', 'how many at the most', '50')
        .addHelpText('after', example('joinery joins', 'joinery joins list --system ad --kind ambiguous'))
        .action(action(list)),
      { isDefault: true },
    )
    .addCommand(
      new Command('show')
        .description('One object, its candidates value by value, and what each decision would change.')
        .argument('<system>')
        .argument('<anchor>')
        .addHelpText('after', example('joinery joins show ad 0d9f6a1e-51c2-4d0f-9c0a-3f1f5a0c7b11'))
        .action(
          action(async ({ client, terminal, args }) => {
            const found = await client.call('joins.get', keyOf(args))
            describeCase(found, (line) => terminal.line(line))
            terminal.result(found)
            return 0
          }),
        ),
    )
    .addCommand(
      new Command('join')
        .description(`Decide that an object belongs to an identity, wherever it is linked now.`)
        .argument('<system>')
        .argument('<anchor>')
        .requiredOption(
          '--to <identity>',
          'whose it is: the number of an identity, or attribute=value that names one',
        )
        .addOption(because())
        .addHelpText(
          'after',
          example(
            'joinery joins join ad S-17 --to employeeID=100977 --reason "asked Jörg"',
            'joinery joins join ad S-17 --to 412',
          ),
        )
        .action(
          action(async (input) => {
            const text = String(input.options.to)
            const { id } = await input.client.call('joins.identity', { text })
            return decide(input, 'join', id)
          }),
        ),
    )
    .addCommand(
      deciding('new', 'Decide that an object is an identity of its own.').action(
        action((input) => decide(input, 'project')),
      ),
    )
    .addCommand(
      deciding('disconnect', 'Decide that an object is nobody’s: no rule joins or projects it.').action(
        action((input) => decide(input, 'disconnect')),
      ),
    )
    .addCommand(
      deciding('release', 'Withdraw a decision: the rules have the say again.').action(
        action(async ({ client, terminal, options, args }) => {
          const key = keyOf(args)
          const result = await client.call('joins.withdraw', { ...key, ...reasonOf(options) })
          terminal.line(`${key.anchor} in ${key.system} is the rules’ again. ${next}`)
          terminal.result({ ...key, ...result })
          return 0
        }),
      ),
    )
    .addCommand(
      new Command('decisions')
        .description('What is decided, by whom, and what waits for the next synchronization.')
        .option('-s, --system <name>', 'only this system')
        .option('--limit <n>', 'how many at the most', '50')
        .addHelpText('after', example('joinery joins decisions', 'joinery joins decisions --json'))
        .action(action(decisions)),
    )
}

const next = 'The next synchronization carries it out; what follows is planned and waits for approval.'

const deciding = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .argument('<system>')
    .argument('<anchor>')
    .addOption(because())
    .addHelpText('after', example(`joinery joins ${name} ad S-17 --reason "checked with HR"`))

const keyOf = (args: readonly string[]): { system: string; anchor: string } => ({
  system: args[0] as string,
  anchor: args[1] as string,
})

const reasonOf = ({ reason }: Readonly<Record<string, unknown>>): { reason?: string } =>
  reason === undefined ? {} : { reason: reason as string }

async function list({ client, terminal, options }: ActionInput): Promise<number> {
  const system = options.system as string | undefined
  const kind = options.kind as JoinKind | undefined
  const { total, rows } = await client.call('joins.list', {
    ...(system === undefined ? {} : { system }),
    ...(kind === undefined ? {} : { kind }),
    scores: true,
    limit: limitOf(options),
  })
  for (const row of rows) {
    const best =
      row.matches !== null && row.matches > 0
        ? `${counted(row.matches, 'match', 'matches')}, best ${row.best}`
        : row.best === null
          ? 'nobody near'
          : `closest ${row.best}`
    terminal.line(
      `${row.kind.padEnd(18)}${row.system.padEnd(12)} ${short(row.name, 30).padEnd(30)} ${best.padEnd(20)} ${row.anchor}`,
    )
  }
  const counts = await client.call('joins.counts', {})
  if (rows.length > 0) terminal.line()
  terminal.line(
    `${number(total)} waiting${rows.length < total ? `, ${number(rows.length)} shown` : ''}; ${counted(counts.decided, 'decision stands', 'decisions stand')}, ${number(counts.decidedInSession)} of this session.`,
  )
  if (total > 0) terminal.line('`joinery joins show <system> <anchor>` tells more of one.')
  terminal.result({ total, counts, rows })
  return 0
}

async function decide(
  { client, terminal, options, args }: ActionInput,
  decision: JoinDecisionKind,
  identity?: number,
): Promise<number> {
  const taken = await client.call('joins.decide', {
    ...keyOf(args),
    decision,
    ...(identity === undefined ? {} : { identity }),
    ...reasonOf(options),
  })
  terminal.line(`${taken.name} in ${taken.system} ${said(taken)}. ${next}`)
  terminal.result(taken)
  return 0
}

async function decisions({ client, terminal, options }: ActionInput): Promise<number> {
  const system = options.system as string | undefined
  const { total, rows } = await client.call('joins.decisions', {
    ...(system === undefined ? {} : { system }),
    limit: limitOf(options),
  })
  for (const row of rows) {
    const when = new Date(row.at).toLocaleString('en-GB')
    const where = row.waiting
      ? '; waits for the next synchronization'
      : row.present
        ? ''
        : '; not in its system now'
    terminal.line(
      `${row.system.padEnd(12)} ${row.name} ${said(row)}  [${row.by}, ${when}${row.reason === null ? '' : `: ${row.reason}`}${where}]  ${row.anchor}`,
    )
  }
  if (rows.length > 0) terminal.line()
  const waiting = rows.filter((row) => row.waiting).length
  terminal.line(
    `${counted(total, 'decision stands', 'decisions stand')}${waiting === 0 ? '' : `, ${number(waiting)} of them wait for the next synchronization`}.`,
  )
  terminal.result({ total, rows })
  return 0
}

function said({ decision, identity }: Pick<JoinDecision, 'decision' | 'identity'>): string {
  if (decision === 'join') return `belongs to ${identity?.name} (${identity?.id})`
  return decision === 'project' ? 'is a new identity' : 'is nobody’s'
}

function describeCase(found: JoinCase, line: (text?: string) => void): void {
  line(`${found.name} in ${found.system}, ${found.type}${found.dn === null ? '' : `, ${found.dn}`}`)
  if (found.identity !== null) {
    const { name, id, rule } = found.identity
    line(`  linked to ${name} (${id}) ${rule === null ? 'by decision of a person' : `by "${rule}"`}`)
  } else line(`  linked to nobody (${found.state})`)
  for (const finding of found.findings) line(`  ! ${finding}`)
  if (found.decision !== null)
    line(
      `  decided by ${found.decision.by}: it ${said(found.decision)}${found.decision.reason === null ? '' : ` (${found.decision.reason})`}`,
    )
  found.candidates.forEach((one, index) => {
    line()
    line(
      `${index + 1}  ${one.name} (${one.id})  score ${one.score}${one.matches ? ', matches a join' : ''}${one.current ? ', linked now' : ''}`,
    )
    for (const cell of one.cells) {
      const likeness = cell.similarity === null ? 'not compared' : `${Math.round(cell.similarity * 100)} %`
      line(
        `     ${cell.attribute.padEnd(22)} ${show(cell.mine).padEnd(30)} ${show(cell.theirs).padEnd(30)} ${likeness}, weight ${cell.weight}`,
      )
    }
    if (one.refused !== null) line(`   ✗ ${one.refused}`)
    else describeEffects('if it is joined', one.effects, line)
  })
  line()
  if (found.project.refused !== null) line(`new: ${found.project.refused}`)
  else describeEffects('if it is new', found.project.effects, line)
  describeEffects('if it is nobody’s', found.disconnect.effects, line)
}

function describeEffects(title: string, effects: readonly JoinEffect[], line: (text: string) => void): void {
  const lines = effects.flatMap((effect) => [
    ...(effect.gone ? [`${effect.name}: nothing would be left, it is removed`] : []),
    ...effect.values.map((one) => `${effect.name}: ${one.attribute} ${show(one.old)} → ${show(one.new)}`),
    ...effect.changes.map(
      (one) =>
        `plans: ${one.operation} ${one.system} ${one.key}${one.attribute === null ? '' : ` ${one.attribute} ${show(one.old)} → ${show(one.new)}`}`,
    ),
  ])
  line(`   ${title}: ${lines.length === 0 ? 'nothing changes' : ''}`.trimEnd())
  for (const text of lines.slice(0, 12)) line(`     ${text}`)
  if (lines.length > 12) line(`     and ${number(lines.length - 12)} more`)
}

const show = (value: WireValue): string =>
  value === null ? '(empty)' : short(Array.isArray(value) ? value.join('; ') : String(value), 30)
