import type { CallNode, Dialect, Node, Written } from './ast.ts'
import { constantNames } from './constants.ts'
import { ExpressionError, positionAt } from './error.ts'
import { argumentCount, type FunctionEntry, parameterAt, signature } from './function-entry.ts'
import { functionNames, lookUp, otherDialect } from './functions/table.ts'
import { nearest } from './nearest.ts'

/**
 * Looks up every name of an expression and counts the arguments of its functions.
 * @throws ExpressionError
 */
export function resolve(tree: Written, source: string, dialect: Dialect): Node {
  return new Resolver(source, dialect).root(tree)
}

class Resolver {
  private readonly source: string
  private readonly dialect: Dialect
  /** Names of the variables in sight, the innermost last. */
  private readonly variables: string[] = []

  constructor(source: string, dialect: Dialect) {
    this.source = source
    this.dialect = dialect
  }

  root(tree: Written): Node {
    return this.node(tree, true)
  }

  private node(tree: Written, outermost = false): Node {
    switch (tree.kind) {
      case 'word':
        return this.word(tree.name, tree.offset)
      case 'parameter':
        if (this.dialect === 'entra')
          this.fail(
            '%Parameters% belong to the dialect "connect"',
            tree.offset,
            'Set "dialect: connect" or use a constant.',
          )
        return tree
      case 'variable':
        if (!this.variables.includes(tree.name)) this.unknownVariable(tree.name, tree.offset)
        return tree
      case 'binary':
        return { ...tree, left: this.node(tree.left), right: this.node(tree.right) }
      case 'call':
        return this.call(tree.name, tree.arguments, tree.offset, outermost)
      default:
        return tree
    }
  }

  private word(word: string, offset: number): Node {
    const lower = word.toLowerCase()
    if (lower === 'true' || lower === 'false') return { kind: 'literal', value: lower === 'true', offset }
    const name = constantNames(this.dialect).find((known) => known.toLowerCase() === lower)
    if (name !== undefined) return { kind: 'constant', name, offset }
    const elsewhere = constantNames(otherDialect(this.dialect)).find((known) => known.toLowerCase() === lower)
    const advice = lookUp(word, this.dialect)
      ? `A function needs parentheses: ${word}(…).`
      : elsewhere
        ? `${elsewhere} belongs to the dialect "${otherDialect(this.dialect)}".`
        : `Write [${word}] for an attribute, "${word}" for text.`
    return this.fail(`"${word}" is neither a constant nor a function call`, offset, advice)
  }

  private call(
    word: string,
    list: readonly (Written | null)[],
    offset: number,
    outermost: boolean,
  ): CallNode {
    const entry = lookUp(word, this.dialect) ?? this.unknownFunction(word, offset)
    if (entry.topLevelOnly) this.checkPlace(entry, offset, outermost)
    this.checkArguments(entry, list, offset)
    const args = entry.bind
      ? this.binding(entry, list, offset)
      : list.map((argument) => argument && this.node(argument))
    return { kind: 'call', name: entry.name, arguments: named(entry, args), offset }
  }

  private checkPlace(entry: FunctionEntry, offset: number, outermost: boolean): void {
    const first = offset === this.source.search(/\S/)
    if (outermost && first) return
    if (first)
      this.fail(`${entry.name} must stand alone`, offset, 'Move what follows into each of its rules.')
    this.fail(
      `${entry.name} must be the outermost function`,
      offset,
      'Nest the other functions inside its rules.',
    )
  }

  private checkArguments(entry: FunctionEntry, list: readonly (Written | null)[], offset: number): void {
    const problem = argumentCount(entry, list.length)
    if (problem) this.fail(`${entry.name} ${problem}`, offset, `It is written ${signature(entry)}.`)
    list.forEach((argument, index) => {
      const parameter = parameterAt(entry, index)
      if (argument === null && parameter && !parameter.optional)
        this.fail(
          `${entry.name}: argument ${index + 1} (${parameter.name}) may not be empty`,
          offset,
          `It is written ${signature(entry)}.`,
        )
    })
  }

  /** `Select($item, values, body)`: the variable can be seen in the body alone. */
  private binding(entry: FunctionEntry, list: readonly (Written | null)[], offset: number): Node[] {
    const [variable, values, body] = list as [Written, Written, Written]
    if (variable.kind !== 'variable')
      return this.fail(
        `${entry.name}: argument 1 (variable) must be a variable`,
        variable.offset,
        `Write it with a dollar sign: ${entry.name}($item, …).`,
      )
    if (this.variables.includes(variable.name))
      this.fail(`There is a variable $${variable.name} already`, offset, 'Give this one another name.')
    const from = this.node(values)
    this.variables.push(variable.name)
    const within = this.node(body)
    this.variables.pop()
    return [variable, from, within]
  }

  private unknownVariable(name: string, offset: number): never {
    const near = nearest(name, this.variables)
    const advice =
      this.dialect === 'entra'
        ? 'Variables belong to the dialect "connect".'
        : near
          ? `Did you mean $${near}?`
          : 'Select, Where and With make variables.'
    return this.fail(`There is no variable $${name} here`, offset, advice)
  }

  private unknownFunction(word: string, offset: number): never {
    const { dialect } = this
    const elsewhere = lookUp(word, otherDialect(dialect))
    const near = nearest(word, functionNames(dialect))
    const advice = elsewhere
      ? `${elsewhere.name} belongs to the dialect "${otherDialect(dialect)}".`
      : near
        ? `Did you mean ${near}?`
        : `Known here: ${functionNames(dialect).join(', ')}.`
    return this.fail(`There is no function "${word}" in the dialect "${dialect}"`, offset, advice)
  }

  private fail(message: string, offset: number, advice?: string): never {
    throw new ExpressionError(message, positionAt(this.source, offset), advice)
  }
}

function named(entry: FunctionEntry, args: readonly (Node | null)[]): readonly (Node | null)[] {
  const [first, ...others] = args
  return entry.namesAttribute && first?.kind === 'literal' && isName(first.value)
    ? [{ kind: 'attribute', name: first.value, offset: first.offset }, ...others]
    : args
}

/** What could stand in square brackets. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && !value.includes(']')
