import type { AttributeType, Scalar, Value } from '../../connectors/spi/value.ts'
import type { Ast, CallNode, Dialect, Node } from './ast.ts'
import { boundCall, type Evaluate, eagerCall, forEachValue, lazyCall } from './call.ts'
import { constantValue } from './constants.ts'
import { shown, toText } from './conversion.ts'
import { ExpressionError, positionAt, RaisedError } from './error.ts'
import type { FlowOutcome } from './flow-signal.ts'
import { type CallSite, type FunctionEntry, parameterAt, type Wanted } from './function-entry.ts'
import { lookUp } from './functions/table.ts'
import { operation } from './operation.ts'
import { type Environment, type ReadAttribute, Scope } from './scope.ts'
import { type TypeOfAttribute, typeOfNode } from './type-of.ts'

export interface Compiled {
  /** Every attribute the expression may read, each once, in the order of appearance. */
  readonly attributes: readonly string[]
  /** Every `%parameter%` it may ask for, likewise. */
  readonly parameters: readonly string[]
  /** The outermost function is SelectUniqueValue; `candidates` is there then. */
  readonly unique: boolean
  /** What it takes from the environment that is made for one object and one flow; the caller may spare itself the rest. */
  readonly asksFor: ReadonlySet<Wanted>
  /** What the result is, where that can be told before it is computed and from no value: binary, date or reference. */
  readonly type: AttributeType | undefined
  /**
   * Undefined is no value. So are an empty text and an empty list as the result of the whole expression, for no system stores them.
   * @throws ExpressionError naming function, argument and value; RaisedError where the rule's author calls Error(…)
   */
  evaluate(read: ReadAttribute, environment: Environment): Value | undefined
  /** As `evaluate`, but a signal such as IgnoreThisFlow comes out as itself; `evaluate` gives no value then. */
  outcome(read: ReadAttribute, environment: Environment): FlowOutcome
  /** The value of every rule of SelectUniqueValue in order; those without a value are left out. */
  candidates?(read: ReadAttribute, environment: Environment): readonly string[]
}

export interface CompileOptions {
  /** The types of the attributes it reads, where they are known: a binary value is converted otherwise than a text. */
  readonly typeOf?: TypeOfAttribute
}

/**
 * Turns a tree into closures, once; evaluating it then parses and looks up nothing. Pure: the same attributes and environment give
 * the same outcome.
 * @throws ExpressionError when an argument written as a literal can never work
 */
export function compileExpression(ast: Ast, { typeOf = () => undefined }: CompileOptions = {}): Compiled {
  const compiler = new Compiler(ast, typeOf)
  const evaluate = compiler.node(ast.root)
  const rules =
    ast.root.kind === 'call' && isUnique(ast)
      ? ast.root.arguments.map((rule) => compiler.node(rule!))
      : undefined
  const outcome = (read: ReadAttribute, environment: Environment) =>
    stored(evaluate(new Scope(read, environment)))
  const compiled: Compiled = {
    attributes: [...compiler.attributes],
    parameters: [...compiler.parameters],
    unique: rules !== undefined,
    asksFor: compiler.asksFor,
    type: typeOfNode(ast.root, ast.dialect, typeOf),
    outcome,
    evaluate: (read, environment) => {
      const value = outcome(read, environment)
      return typeof value === 'symbol' ? undefined : value
    },
  }
  if (!rules) return compiled
  return {
    ...compiled,
    candidates: (read, environment) => {
      const scope = new Scope(read, environment)
      return rules.map((rule) => candidate(rule(scope))).filter((value) => value !== '')
    },
  }
}

function isUnique(ast: Ast): boolean {
  return ast.root.kind === 'call' && lookUp(ast.root.name, ast.dialect)?.topLevelOnly === true
}

function stored(value: FlowOutcome): FlowOutcome {
  if (value === '') return undefined
  if (typeof value !== 'object') return value
  const kept = value.filter((one) => one !== '')
  return kept.length > 0 ? kept : undefined
}

function candidate(value: FlowOutcome): string {
  return value === undefined || typeof value === 'symbol' ? '' : (toText(value) ?? '')
}

class Compiler {
  readonly attributes = new Set<string>()
  readonly parameters = new Set<string>()
  readonly asksFor = new Set<Wanted>()
  private readonly source: string
  private readonly dialect: Dialect
  private readonly typeOf: TypeOfAttribute
  /** The variables in sight, each in the slot of its depth. */
  private readonly variables: string[] = []
  /** How many calls around the place in hand keep what is inside them to themselves. */
  private confidential = 0

  constructor(ast: Ast, typeOf: TypeOfAttribute) {
    this.source = ast.source
    this.dialect = ast.dialect
    this.typeOf = typeOf
  }

  node(node: Node): Evaluate {
    switch (node.kind) {
      case 'literal': {
        const { value } = node
        return () => value
      }
      case 'constant': {
        const value = constantValue(node.name, this.dialect)
        return () => value
      }
      case 'attribute': {
        const { name } = node
        this.attributes.add(name)
        return (scope) => scope.read(name)
      }
      case 'variable': {
        const slot = this.variables.indexOf(node.name)
        return (scope) => scope.variables[slot]
      }
      case 'parameter':
        return this.parameter(node.name, node.offset)
      case 'binary': {
        const { operator, offset } = node
        const fail = (message: string, advice?: string) => this.fail(message, offset, advice)
        return operation(operator, this.node(node.left), this.node(node.right), this.dialect, fail)
      }
      case 'call':
        return this.call(node)
    }
  }

  private fail(message: string, offset: number, advice?: string): never {
    throw new ExpressionError(message, positionAt(this.source, offset), advice)
  }

  private parameter(name: string, offset: number): Evaluate {
    this.parameters.add(name)
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

  private call(node: CallNode): Evaluate {
    const entry =
      lookUp(node.name, this.dialect) ?? this.fail(`There is no function "${node.name}"`, node.offset)
    const site = this.site(entry, node)
    if (entry.asksFor) this.asksFor.add(entry.asksFor)
    entry.checkLiterals?.(node.arguments.map(literalOf), site)
    if (entry.bind) return this.binding(entry, node, site)
    if (entry.confidential) this.confidential += 1
    const raw = node.arguments.map((argument) => (argument ? this.node(argument) : () => undefined))
    if (entry.confidential) this.confidential -= 1
    if (entry.choose) return lazyCall(entry, raw, site)
    return this.dialect === 'connect' && mapsOver(entry)
      ? forEachValue(raw, site, (all) => eagerCall(entry, all, site))
      : eagerCall(entry, raw, site)
  }

  private binding(entry: FunctionEntry, node: CallNode, site: CallSite): Evaluate {
    const [variable, values, body] = node.arguments as [Node, Node, Node]
    const from = this.node(values)
    const slot = this.variables.length
    this.variables.push(variable.kind === 'variable' ? variable.name : '')
    const within = this.node(body)
    this.variables.pop()
    return boundCall(entry, slot, from, within, site)
  }

  private site(entry: FunctionEntry, node: CallNode): CallSite {
    const hidden = this.confidential > 0 || node.arguments.some((argument) => this.hides(argument))
    return {
      fail: (argument, value, problem, advice) => {
        const { name } = parameterAt(entry, argument)!
        const offset = node.arguments[argument]?.offset ?? node.offset
        const what = hidden && value !== undefined ? '[Redact]' : shown(value)
        const message = `${entry.name}: argument ${argument + 1} (${name}) ${problem}`
        return this.fail(`${message}: ${what}`, offset, advice)
      },
      refuse: (message, advice) => this.fail(message, node.offset, advice),
      raise: (message) => {
        throw new RaisedError(message, positionAt(this.source, node.offset))
      },
      typeOf: (argument) => {
        const written = node.arguments[argument]
        return written ? typeOfNode(written, this.dialect, this.typeOf) : undefined
      },
    }
  }

  /** Whether a value that comes out of it must not be shown. */
  private hides(node: Node | null): boolean {
    if (node?.kind === 'binary') return this.hides(node.left) || this.hides(node.right)
    if (node?.kind !== 'call') return false
    return (
      lookUp(node.name, this.dialect)?.confidential === true ||
      node.arguments.some((argument) => this.hides(argument))
    )
  }
}

/** In `connect` a function of one value works on each value of a list. */
function mapsOver(entry: FunctionEntry): boolean {
  const type = entry.parameters[0]?.type
  const single = ['text', 'integer', 'number', 'date', 'binary']
  return !entry.takesLists && type !== undefined && single.includes(type)
}

function literalOf(node: Node | null): Scalar | undefined {
  return node?.kind === 'literal' ? node.value : undefined
}
