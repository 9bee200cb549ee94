import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { Ast, CallNode, Constant, Dialect, Node, Operator } from './ast.ts'
import { shown, toCondition, toNumber, toText } from './conversion.ts'
import { ExpressionError, positionAt } from './error.ts'
import type { FlowOutcome } from './flow-signal.ts'
import { type CallSite, type FunctionEntry, type Parameter, parameterAt } from './function-entry.ts'
import { lookUp } from './functions/table.ts'
import { equal, ordered } from './operators.ts'

/** Gives the value of an attribute; undefined when it has none. */
export type ReadAttribute = (name: string) => Value | undefined

export interface Environment {
  /** The day the synchronization counts as, `YYYY-MM-DD`. */
  readonly today: string
  /** Values of the `%Parameters%` of the dialect `connect`. */
  readonly parameters?: Readonly<Record<string, Value>>
  /** What the target system is known to hold of the account the expression is worked out for: ImportedValue reads it. */
  readonly imported?: ReadAttribute
}

export interface Compiled {
  /** Every attribute the expression may read, each once, in the order of appearance. */
  readonly attributes: readonly string[]
  /** The outermost function is SelectUniqueValue; `candidates` is there then. */
  readonly unique: boolean
  /**
   * Undefined is no value. So are an empty text and an empty list as the result of the whole expression, for no system stores them.
   * @throws ExpressionError naming function, argument and value
   */
  evaluate(read: ReadAttribute, environment: Environment): Value | undefined
  /** As `evaluate`, but a signal such as IgnoreThisFlow comes out as itself; `evaluate` gives no value then. */
  outcome(read: ReadAttribute, environment: Environment): FlowOutcome
  /** The value of every rule of SelectUniqueValue in order; those without a value are left out. */
  candidates?(read: ReadAttribute, environment: Environment): readonly string[]
}

interface Scope {
  readonly read: ReadAttribute
  readonly environment: Environment
}
type Evaluate = (scope: Scope) => Value | undefined

/** A result longer than this is a mistake that grows with every nested Replace. */
const maximumText = 1_000_000

/**
 * Turns a tree into closures, once; evaluating it then parses and looks up nothing. Pure: the same attributes and environment give
 * the same value.
 * @throws ExpressionError when an argument written as a literal can never work
 */
export function compileExpression(ast: Ast): Compiled {
  const compiler = new Compiler(ast)
  const evaluate = compiler.node(ast.root)
  const rules =
    ast.root.kind === 'call' && isUnique(ast)
      ? ast.root.arguments.map((rule) => compiler.node(rule!))
      : undefined
  const compiled: Compiled = {
    attributes: [...compiler.attributes],
    unique: rules !== undefined,
    evaluate: (read, environment) => stored(evaluate({ read, environment })),
    outcome: (read, environment) => stored(evaluate({ read, environment })),
  }
  if (!rules) return compiled
  return {
    ...compiled,
    candidates: (read, environment) => {
      const scope = { read, environment }
      return rules.map((rule) => text(rule(scope))).filter((value) => value !== '')
    },
  }
}

function isUnique(ast: Ast): boolean {
  return ast.root.kind === 'call' && lookUp(ast.root.name, ast.dialect)?.topLevelOnly === true
}

function stored(value: Value | undefined): Value | undefined {
  if (value === '') return undefined
  if (typeof value !== 'object') return value
  const kept = value.filter((one) => one !== '')
  return kept.length > 0 ? kept : undefined
}

function text(value: Value | undefined): string {
  return value === undefined ? '' : (toText(value) ?? '')
}

const constantValues: Record<Constant, Value | undefined> = {
  NULL: undefined,
  CRLF: '\r\n',
  vbBinaryCompare: 'vbBinaryCompare',
  vbTextCompare: 'vbTextCompare',
}

class Compiler {
  readonly attributes = new Set<string>()
  private readonly source: string
  private readonly dialect: Dialect

  constructor(ast: Ast) {
    this.source = ast.source
    this.dialect = ast.dialect
  }

  node(node: Node): Evaluate {
    switch (node.kind) {
      case 'literal': {
        const { value } = node
        return () => value
      }
      case 'constant': {
        const value = constantValues[node.name]
        return () => value
      }
      case 'attribute': {
        const { name } = node
        this.attributes.add(name)
        return (scope) => scope.read(name)
      }
      case 'parameter':
        return this.parameter(node.name, node.offset)
      case 'binary':
        return this.binary(node.operator, this.node(node.left), this.node(node.right), node.offset)
      case 'call':
        return this.call(node)
    }
  }

  private fail(message: string, offset: number, advice?: string): never {
    throw new ExpressionError(message, positionAt(this.source, offset), advice)
  }

  private parameter(name: string, offset: number): Evaluate {
    return ({ environment }) => {
      const { parameters = {} } = environment
      if (Object.hasOwn(parameters, name)) return parameters[name]
      return this.fail(
        `The parameter %${name}% has no value`,
        offset,
        'Define it, or write the value itself.',
      )
    }
  }

  private binary(operator: Operator, left: Evaluate, right: Evaluate, offset: number): Evaluate {
    const truth = (value: Value | undefined): boolean =>
      value === undefined
        ? false
        : (toCondition(value) ?? this.wrongOperand(operator, value, 'a condition', offset))
    const number = (value: Value): number =>
      toNumber(value) ?? this.wrongOperand(operator, value, 'a number', offset)
    const part = (value: Value | undefined): string =>
      value === undefined
        ? ''
        : (toText(value) ?? this.wrongOperand(operator, value, 'a single value', offset))
    const arithmetic =
      (compute: (a: number, b: number) => number): Evaluate =>
      (scope) => {
        const [a, b] = [left(scope), right(scope)]
        return a === undefined || b === undefined ? undefined : compute(number(a), number(b))
      }
    const compared =
      (holds: (order: number) => boolean): Evaluate =>
      (scope) => {
        const [a, b] = [left(scope), right(scope)]
        return a !== undefined && b !== undefined && holds(ordered(a, b))
      }
    switch (operator) {
      case '&&':
        return (scope) => truth(left(scope)) && truth(right(scope))
      case '||':
        return (scope) => truth(left(scope)) || truth(right(scope))
      case '=':
        return (scope) => equal(left(scope), right(scope))
      case '<>':
        return (scope) => !equal(left(scope), right(scope))
      case '<':
        return compared((order) => order < 0)
      case '<=':
        return compared((order) => order <= 0)
      case '>':
        return compared((order) => order > 0)
      case '>=':
        return compared((order) => order >= 0)
      case '-':
        return arithmetic((a, b) => a - b)
      case '*':
        return arithmetic((a, b) => a * b)
      case '&':
        return (scope) => part(left(scope)) + part(right(scope))
      case '+':
        return (scope) => {
          const [a, b] = [left(scope), right(scope)]
          if (a === undefined || b === undefined) return undefined
          return typeof a === 'string' && typeof b === 'string' ? a + b : number(a) + number(b)
        }
    }
  }

  private wrongOperand(operator: Operator, value: Value, wanted: string, offset: number): never {
    const advice =
      this.dialect === 'connect' && wanted === 'a condition'
        ? 'Operators work strictly from left to right: put each comparison in parentheses.'
        : undefined
    return this.fail(`Both sides of ${operator} must be ${wanted}; ${shown(value)} is not`, offset, advice)
  }

  private call(node: CallNode): Evaluate {
    const entry =
      lookUp(node.name, this.dialect) ?? this.fail(`There is no function "${node.name}"`, node.offset)
    const site = this.site(entry, node)
    entry.checkLiterals?.(node.arguments.map(literalOf), site)
    const raw = node.arguments.map((argument) => (argument ? this.node(argument) : () => undefined))
    if (entry.choose) return chosen(entry, raw, site)
    return this.dialect === 'connect' && entry.parameters[0]?.type === 'text'
      ? forEachValue(raw, (all) => called(entry, all, site))
      : called(entry, raw, site)
  }

  private site(entry: FunctionEntry, node: CallNode): CallSite {
    return {
      fail: (argument, value, problem, advice) => {
        const { name } = parameterAt(entry, argument)!
        const offset = node.arguments[argument]?.offset ?? node.offset
        return this.fail(
          `${entry.name}: argument ${argument + 1} (${name}) ${problem}: ${shown(value)}`,
          offset,
          advice,
        )
      },
    }
  }
}

function literalOf(node: Node | null): Scalar | undefined {
  return node?.kind === 'literal' ? node.value : undefined
}

const requirements: Record<Parameter['type'], string> = {
  text: 'must be a single value',
  integer: 'must be an integer',
  condition: 'must be True, False or a number',
  list: 'must be a list',
  any: 'must be a value',
}

function converted(
  parameter: Parameter,
  raw: Evaluate,
  argument: number,
  site: CallSite,
): (scope: Scope) => unknown {
  const { convert, missing, type } = parameter
  if (type === 'any') return raw
  const advice = type === 'text' ? 'Choose one value with Item, or put them together with Join.' : undefined
  return (scope) => {
    const value = raw(scope)
    if (value === undefined) return missing
    return convert(value) ?? site.fail(argument, value, requirements[type], advice)
  }
}

function convertedArguments(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite) {
  return raw.map((one, index) => converted(parameterAt(entry, index)!, one, index, site))
}

function called(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite): Evaluate {
  const { parameters } = entry
  const implementation = entry.call!
  const args = convertedArguments(entry, raw, site)
  const fixed = parameters.at(-1)?.repeats ? parameters.length - 1 : parameters.length
  const needed = parameters.map(({ seesMissing }) => !seesMissing)
  return (scope) => {
    const values: unknown[] = []
    for (let index = 0; index < fixed; index++) {
      const value = args[index]?.(scope)
      if (value === undefined && needed[index]) return undefined
      values.push(value)
    }
    if (fixed < parameters.length) {
      const rest: unknown[] = []
      for (let index = fixed; index < args.length; index++) rest.push(args[index]!(scope))
      values.push(rest)
    }
    const result = implementation(values, site)
    if (typeof result === 'string' && result.length > maximumText) {
      site.fail(0, result, `makes a text of ${result.length} characters; ${maximumText} is the limit`)
    }
    return result
  }
}

function chosen(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite): Evaluate {
  const { parameters } = entry
  const implementation = entry.choose!
  const args = convertedArguments(entry, raw, site)
  const fixed = parameters.at(-1)?.repeats ? parameters.length - 1 : parameters.length
  return (scope) => {
    const lazy: unknown[] = args.map((argument) => () => argument(scope))
    return implementation(
      fixed < parameters.length ? [...lazy.slice(0, fixed), lazy.slice(fixed)] : lazy,
      site,
    )
  }
}

/** In `connect` a text function given several values works on each of them. */
function forEachValue(raw: readonly Evaluate[], build: (raw: readonly Evaluate[]) => Evaluate): Evaluate {
  const [first, ...others] = raw
  let current: Value | undefined
  const one = build([() => current, ...others])
  return (scope) => {
    const value = first!(scope)
    if (typeof value !== 'object' || value.length === 1) {
      current = value
      return one(scope)
    }
    return value.flatMap((element) => {
      current = element
      const result = one(scope)
      return result === undefined ? [] : result
    })
  }
}
