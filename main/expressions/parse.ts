import type { Ast, CallNode, Constant, Dialect, Node, Operator } from './ast.ts'
import type { FunctionEntry } from './function-entry.ts'
import { argumentCount, parameterAt } from './function-entry.ts'
import { functionNames, lookUp, otherDialect } from './functions/table.ts'
import { nearest } from './nearest.ts'
import { Scanner } from './scan.ts'

const maximumLength = 32_000
const maximumNesting = 100
const maximumOperators = 1_000

const constants: readonly Constant[] = ['NULL', 'CRLF', 'vbBinaryCompare', 'vbTextCompare']

/** Higher binds tighter. In `connect` all are equal, strictly left to right, as documented. */
const entraPriority: Partial<Record<Operator, number>> = { '||': 1, '&&': 2 }
const comparison = 3

/**
 * Reads one expression; `entra` unless told otherwise. Function names, the number of arguments and empty arguments are checked here.
 * @throws ExpressionError and nothing else, whatever the text.
 */
export function parseExpression(text: string, options: { dialect?: Dialect } = {}): Ast {
  const scanner = new Scanner(text, options.dialect ?? 'entra')
  if (text.length > maximumLength) {
    scanner.fail(`The expression has ${text.length} characters; ${maximumLength} is the limit`, 0)
  }
  if (scanner.atEnd())
    scanner.fail('The expression is empty', 0, 'Write an attribute ([mail]), a string or a function.')
  const root = new Parser(scanner).whole()
  return { dialect: scanner.dialect, source: text, root }
}

class Parser {
  private readonly scanner: Scanner
  private nesting = 0
  private operators = 0

  constructor(scanner: Scanner) {
    this.scanner = scanner
  }

  whole(): Node {
    const node = this.operand()
    const root = this.operations(node, 0)
    if (!this.scanner.atEnd()) this.unexpected()
    return root
  }

  private expression(): Node {
    if (++this.nesting > maximumNesting) this.scanner.fail(`More than ${maximumNesting} levels of nesting`)
    const node = this.operations(this.operand(), 0)
    this.nesting--
    return node
  }

  private operations(first: Node, floor: number): Node {
    let left = first
    for (;;) {
      this.scanner.skipSpace()
      const offset = this.scanner.offset
      const operator = this.scanner.takeOperator()
      if (!operator) return left
      const priority = this.priority(operator)
      if (priority <= floor && floor > 0) {
        this.scanner.offset = offset
        return left
      }
      if (++this.operators > maximumOperators)
        this.scanner.fail(`More than ${maximumOperators} operators`, offset)
      const operand = this.operand()
      const right = this.scanner.dialect === 'entra' ? this.operations(operand, priority) : operand
      left = { kind: 'binary', operator, left, right, offset }
    }
  }

  private priority(operator: Operator): number {
    return this.scanner.dialect === 'connect' ? 0 : (entraPriority[operator] ?? comparison)
  }

  private operand(): Node {
    const { scanner } = this
    scanner.skipSpace()
    const offset = scanner.offset
    if (scanner.take('(')) {
      const inner = this.expression()
      if (!scanner.take(')')) this.unexpected('")"')
      return inner
    }
    const text = scanner.takeString() ?? scanner.takeNumber()
    if (text !== undefined) return { kind: 'literal', value: text, offset }
    const attribute = scanner.takeAttribute()
    if (attribute !== undefined) return { kind: 'attribute', name: attribute, offset }
    if (scanner.peek() === '%') return this.parameter(offset)
    const word = scanner.takeWord()
    if (word === undefined) return this.unexpected('a value')
    return scanner.take('(') ? this.call(word, offset) : this.word(word, offset)
  }

  private parameter(offset: number): Node {
    if (this.scanner.dialect === 'entra') {
      this.scanner.fail(
        '%Parameters% belong to the dialect "connect"',
        offset,
        'Set "dialect: connect" or use a constant.',
      )
    }
    return { kind: 'parameter', name: this.scanner.takeParameter()!, offset }
  }

  private word(word: string, offset: number): Node {
    const lower = word.toLowerCase()
    if (lower === 'true' || lower === 'false') return { kind: 'literal', value: lower === 'true', offset }
    const constant = constants.find((name) => name.toLowerCase() === lower)
    if (constant) return { kind: 'constant', name: constant, offset }
    const advice = lookUp(word, this.scanner.dialect)
      ? `A function needs parentheses: ${word}(…).`
      : `Write [${word}] for an attribute, "${word}" for text.`
    return this.scanner.fail(`"${word}" is neither a constant nor a function call`, offset, advice)
  }

  private call(word: string, offset: number): Node {
    const entry = lookUp(word, this.scanner.dialect) ?? this.unknownFunction(word, offset)
    if (entry.topLevelOnly && (offset !== this.start() || this.nesting > 0)) {
      this.scanner.fail(
        `${entry.name} must be the outermost function`,
        offset,
        'Nest the other functions inside its rules.',
      )
    }
    const list = this.argumentList()
    this.checkArguments(entry, list, offset)
    const node: CallNode = { kind: 'call', name: entry.name, arguments: list, offset }
    if (entry.topLevelOnly && !this.scanner.atEnd()) {
      this.scanner.fail(
        `${entry.name} must stand alone`,
        undefined,
        'Move what follows into each of its rules.',
      )
    }
    return node
  }

  private argumentList(): (Node | null)[] {
    const { scanner } = this
    if (scanner.take(')')) return []
    const list: (Node | null)[] = []
    for (;;) {
      list.push(scanner.peek() === ',' || scanner.peek() === ')' ? null : this.expression())
      if (scanner.take(')')) return list
      if (!scanner.take(',')) this.unexpected('"," or ")"')
    }
  }

  private checkArguments(entry: FunctionEntry, list: readonly (Node | null)[], offset: number): void {
    const problem = argumentCount(entry, list.length)
    if (problem) this.scanner.fail(`${entry.name} ${problem}`, offset, `It is written ${signature(entry)}.`)
    list.forEach((argument, index) => {
      const parameter = parameterAt(entry, index)
      if (argument === null && parameter && !parameter.optional) {
        this.scanner.fail(
          `${entry.name}: argument ${index + 1} (${parameter.name}) may not be empty`,
          offset,
          `It is written ${signature(entry)}.`,
        )
      }
    })
  }

  private unknownFunction(word: string, offset: number): never {
    const { dialect } = this.scanner
    const elsewhere = lookUp(word, otherDialect(dialect))
    const near = nearest(word, functionNames(dialect))
    const advice = elsewhere
      ? `${elsewhere.name} belongs to the dialect "${otherDialect(dialect)}".`
      : near
        ? `Did you mean ${near}?`
        : `Known here: ${functionNames(dialect).join(', ')}.`
    return this.scanner.fail(`There is no function "${word}" in the dialect "${dialect}"`, offset, advice)
  }

  private start(): number {
    return this.scanner.source.search(/\S/)
  }

  private unexpected(wanted?: string): never {
    const { scanner } = this
    const found = scanner.peek()
    const what = found === '' ? 'the end of the expression' : `"${found}"`
    return scanner.fail(
      wanted ? `Expected ${wanted}, found ${what}` : `Unexpected ${what}`,
      undefined,
      this.hint(found),
    )
  }

  private hint(found: string): string | undefined {
    if (/[“”„]/.test(found)) return 'Use straight double quotes: "text".'
    if (found === "'") return 'Text stands in double quotes: "text".'
    if (this.scanner.dialect === 'entra' && '&+*-'.includes(found) && found !== '') {
      return 'In the dialect "entra" text is put together with Append or Join; operators belong to "connect".'
    }
    return undefined
  }
}

/** `Left(source, count)`; optional parameters carry a question mark, repeating ones an ellipsis. */
export function signature(entry: FunctionEntry): string {
  const parameters = entry.parameters.map(
    ({ name, optional, repeats }) => `${name}${optional ? '?' : ''}${repeats ? ', …' : ''}`,
  )
  return `${entry.name}(${parameters.join(', ')})`
}
