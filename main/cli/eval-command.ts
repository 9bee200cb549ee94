import { randomUUID } from 'node:crypto'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { AttributeType, Value } from '../../connectors/spi/value.ts'
import {
  authoritativeNull,
  type Compiled,
  compileExpression,
  type Dialect,
  type Environment,
  ExpressionError,
  parseExpression,
} from '../expressions/expressions.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { plainAction } from './action.ts'
import { example } from './example.ts'
import type { Terminal } from './terminal.ts'
import { readTypedValues } from './typed-values.ts'

/** Works out one expression over values from the command line; no workspace is opened. */
export function evalCommand(): Command {
  return new Command('eval')
    .description('Work out an expression over given values; needs no workspace.')
    .argument('<expression>')
    .addOption(
      new Option('--dialect <dialect>', 'the language it is written in')
        .choices(['entra', 'connect'])
        .default('entra'),
    )
    .option('--set <attribute=value>', 'a value; name:type=value says its type, repeat for several', several)
    .option('--param <name=value>', 'the value of a %Parameter%', several)
    .option('--imported <attribute=value>', 'what the target holds, for ImportedValue', several)
    .option('--now <instant>', 'what Now() gives (2026-03-10T08:30:00Z); the clock without it', instant)
    .option('--seed <text>', 'what Guid, RandomString and RandomNum draw from; chance without it')
    .addHelpText(
      'after',
      example(
        `joinery eval 'Join(" ", [first], [last])' --set first=Ann --set last=Smith`,
        'joinery eval "Trim([mail])" --dialect connect --set "mail= a@x " --set "mail=b@x " --json',
      ),
    )
    .action(
      plainAction(async ({ terminal, common, options, args }) => {
        const source = args[0] as string
        const given = readTypedValues('--set', (options.set as string[] | undefined) ?? [])
        const compiled = told(source, 2, terminal, () =>
          compileExpression(parseExpression(source, { dialect: options.dialect as Dialect }), {
            typeOf: (attribute) => given.types[attribute],
          }),
        )
        const environment = environmentOf(common.today, options)
        const result = told(source, 1, terminal, () => resultOf(compiled, given.values, environment))
        print(result, terminal)
        terminal.result(result)
        return 0
      }),
    )
}

const several = (one: string, before: readonly string[] = []): string[] => [...before, one]

/** @throws InvalidArgumentError when it is none */
function instant(text: string): string {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/
  if (form.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new InvalidArgumentError('Write an instant like 2026-03-10T08:30:00Z.')
}

function environmentOf(today: string | undefined, options: Readonly<Record<string, unknown>>): Environment {
  const clock = today === undefined ? new Date().toISOString() : `${today}T00:00:00Z`
  const now = (options.now as string | undefined) ?? clock
  const imported = readTypedValues('--imported', (options.imported as string[] | undefined) ?? []).values
  return {
    today: today ?? now.slice(0, 10),
    now,
    seed: (options.seed as string | undefined) ?? randomUUID(),
    parameters: readTypedValues('--param', (options.param as string[] | undefined) ?? []).values,
    imported: (name) => (Object.hasOwn(imported, name) ? imported[name] : undefined),
  }
}

interface Result {
  readonly outcome: 'value' | 'none' | 'IgnoreThisFlow' | 'AuthoritativeNull'
  /** Null unless the outcome is a value. */
  readonly value: Value | null
  readonly type: AttributeType | 'number' | null
  /** The values that SelectUniqueValue tries, in order. */
  readonly candidates?: readonly string[]
}

function resultOf(
  compiled: Compiled,
  values: Readonly<Record<string, Value>>,
  environment: Environment,
): Result {
  const read = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined)
  const outcome = compiled.outcome(read, environment)
  const candidates = compiled.candidates && { candidates: compiled.candidates(read, environment) }
  if (typeof outcome === 'symbol') {
    const name = outcome === authoritativeNull ? 'AuthoritativeNull' : 'IgnoreThisFlow'
    return { outcome: name, value: null, type: null, ...candidates }
  }
  if (outcome === undefined) return { outcome: 'none', value: null, type: null, ...candidates }
  return { outcome: 'value', value: outcome, type: compiled.type ?? typeShown(outcome), ...candidates }
}

/** What a value shows of its type by itself. */
function typeShown(value: Value): AttributeType | 'number' {
  const kinds = new Set(
    (typeof value === 'object' ? value : [value]).map((one) =>
      typeof one === 'number'
        ? Number.isInteger(one)
          ? 'integer'
          : 'number'
        : (typeof one as 'string' | 'boolean'),
    ),
  )
  const [only = 'string'] = kinds
  return kinds.size === 1 ? only : 'string'
}

const explanations = {
  none: 'no value',
  IgnoreThisFlow: 'IgnoreThisFlow: the flow contributes nothing, the next in precedence is looked at',
  AuthoritativeNull: 'AuthoritativeNull: the target is cleared, no other flow is looked at',
}

function print({ outcome, value, type, candidates }: Result, terminal: Terminal): void {
  if (outcome !== 'value' || value === null) terminal.line(explanations[outcome as 'none'])
  else if (typeof value === 'object') {
    for (const one of value) terminal.line(JSON.stringify(one))
    terminal.line(`${type}, ${value.length === 1 ? '1 value' : `${value.length} values`}`)
  } else {
    terminal.line(JSON.stringify(value))
    terminal.line(String(type))
  }
  if (candidates !== undefined) terminal.line(`tried in order: ${candidates.join(', ') || 'nothing'}`)
}

/** Shows where in the expression an error is before it is told in words. */
function told<T>(source: string, exitCode: number, terminal: Terminal, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const { line, column, message, advice } = error
    const written = source.split('\n')[line - 1] ?? ''
    terminal.line()
    terminal.line(`  ${written}`)
    terminal.line(`  ${written.slice(0, column - 1).replace(/[^\t]/gu, ' ')}^`)
    throw new JoineryError('expression', message, {
      advice: advice ?? 'See docs/expressions.md.',
      where: `line ${line}, column ${column}`,
      exitCode,
    })
  }
}
