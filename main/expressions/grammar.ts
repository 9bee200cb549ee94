import {
  createToken,
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  Lexer,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import type { Dialect, Operator, Written } from './ast.ts'
import { numberValue, stringValue } from './literals.ts'

/**
 * The grammar of both dialects, whole. In its rules `{ x }` is any number of x, `[ x ]` an x that may be missing.
 *
 *     entra       expression  = conjunction { "||" conjunction }
 *                 conjunction = comparison { "&&" comparison }
 *                 comparison  = operand { ( "=" | "<>" | "<" | "<=" | ">" | ">=" ) operand }
 *
 *     connect     expression  = condition { ( "&&" | "||" ) condition }   alike, strictly from left to right
 *                 condition   = operand { operator operand }          alike, strictly from left to right
 *                 operator    = "=" | "<>" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "&"
 *
 *     both        operand     = "(" expression ")" | string | number | attribute | parameter | variable | named
 *                 named       = word [ "(" arguments ")" ]             a function with parentheses, a constant without
 *                 arguments   = [ expression ] { "," [ expression ] }
 *
 *     tokens      string      = '"' … '"'          `""` is a quote inside, `\\` a backslash; in entra `\"` is a quote, too
 *                 number      = [ "-" ] digits [ "." digits ] | "&H" hexadecimal digits
 *                 attribute   = "[" any characters but "]" "]"
 *                 parameter   = "%" any characters but "%" "%"
 *                 variable    = "$" word
 *                 word        = letters, digits and "_", not beginning with a digit
 *
 * Which functions and constants there are, and how many arguments they take, is no matter of grammar: see resolve.ts.
 */

/** A pattern that is tried where the lexer stands. */
function sticky(pattern: RegExp) {
  return (text: string, offset: number) => {
    pattern.lastIndex = offset
    return pattern.exec(text)
  }
}

function token(name: string, pattern: RegExp | ReturnType<typeof sticky>, label = name): TokenType {
  const matcher = pattern instanceof RegExp ? sticky(pattern) : pattern
  return createToken({ name, label, pattern: matcher, line_breaks: true })
}

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })
const EntraString = token('String', /"(?:[^"\\]|""|\\["\\]|\\(?!["\\]))*"(?!")/y)
const ConnectString = token('String', /"(?:[^"]|"")*"(?!")/y)
const Attribute = token('Attribute', /\[(?!\s*\])[^\]]*\]/y)
const Parameter = token('Parameter', /%(?!\s*%)[^%]*%/y)
const Variable = token('Variable', /\$[\p{L}_][\p{L}\p{N}_]*/uy)
const Word = token('Word', /[\p{L}_][\p{L}\p{N}_]*/uy)
const Open = token('Open', /\(/y, '"("')
const Close = token('Close', /\)/y, '")"')
const Comma = token('Comma', /,/y, '","')
const And = token('And', /&&/y)
const Or = token('Or', /\|\|/y)
const Comparison = token('Comparison', /<>|<=|>=|=|<|>/y)
const Arithmetic = token('Arithmetic', /[-+*&]/y)

const signed = sticky(/&[hH][0-9a-fA-F]+|-?\d+(?:\.\d+)?/y)
const unsigned = sticky(/\d+(?:\.\d+)?/y)
/** Behind an operand `-` and `&` are operators; where an operand is due they begin a number. */
const Numeral = token('Numeral', (text: string, offset: number, before?: readonly IToken[]) => {
  const last = before?.at(-1)
  return last && endsOperand.has(last.tokenType) ? unsigned(text, offset) : signed(text, offset)
})
const endsOperand = new Set([
  EntraString,
  ConnectString,
  Attribute,
  Parameter,
  Variable,
  Word,
  Close,
  Numeral,
])

/** What cannot be meant: it is read whole, so that one error says where it began. */
export const malformed = {
  UnclosedString: token('UnclosedString', /"[\s\S]*/y),
  NamelessAttribute: token('NamelessAttribute', /\[\s*\]/y),
  UnclosedAttribute: token('UnclosedAttribute', /\[[^\]]*/y),
  NamelessParameter: token('NamelessParameter', /%\s*%/y),
  UnclosedParameter: token('UnclosedParameter', /%[^%]*/y),
  Stray: token('Stray', /[\s\S]/uy),
}
export const numberToken = Numeral
export const openToken = Open
export const closeToken = Close
export const operatorTokens: ReadonlySet<TokenType> = new Set([And, Or, Comparison, Arithmetic])

/** The first that fits is taken. */
function vocabulary(string: TokenType): TokenType[] {
  const whole = [Space, string, Attribute, Parameter, Variable, And, Numeral, Word, Open, Close, Comma]
  return [...whole, Or, Comparison, Arithmetic, ...Object.values(malformed)]
}

/** Says what was expected; the caller knows what was found, and where. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) =>
    ruleName === 'named' ? '"," or ")"' : (expected.LABEL ?? expected.name),
  buildNotAllInputParsedMessage: () => 'an operator or the end of the expression',
  buildNoViableAltMessage: () => 'a value',
  buildEarlyExitMessage: () => 'a value',
}

function either<T>(...alternatives: (() => T)[]): { ALT: () => T }[] {
  return alternatives.map((alternative) => ({ ALT: alternative }))
}

/** What both dialects share. */
abstract class Grammar extends EmbeddedActionsParser {
  abstract expression: ParserMethod<[], Written>
  private readonly dialect: Dialect
  private readonly string: TokenType

  constructor(dialect: Dialect, string: TokenType) {
    super(vocabulary(string), { maxLookahead: 1, errorMessageProvider: expectations })
    this.dialect = dialect
    this.string = string
  }

  operand = this.RULE(
    'operand',
    (): Written =>
      this.OR(
        either(
          () => this.group(),
          () => this.text(),
          () => this.number(),
          () => this.attribute(),
          () => this.parameter(),
          () => this.variable(),
          () => this.SUBRULE(this.named),
        ),
      ),
  )

  private group(): Written {
    this.CONSUME(Open)
    const inner = this.SUBRULE(this.expression)
    this.CONSUME(Close)
    return inner
  }

  private text(): Written {
    const { image, startOffset: offset } = this.CONSUME(this.string)
    return { kind: 'literal', value: stringValue(image, this.dialect), offset }
  }

  private number(): Written {
    const { image, startOffset: offset } = this.CONSUME(Numeral)
    return { kind: 'literal', value: this.ACTION(() => numberValue(image)), offset }
  }

  private attribute(): Written {
    const { image, startOffset: offset } = this.CONSUME(Attribute)
    return { kind: 'attribute', name: image.slice(1, -1), offset }
  }

  private parameter(): Written {
    const { image, startOffset: offset } = this.CONSUME(Parameter)
    return { kind: 'parameter', name: image.slice(1, -1), offset }
  }

  private variable(): Written {
    const { image, startOffset: offset } = this.CONSUME(Variable)
    return { kind: 'variable', name: image.slice(1), offset }
  }

  named = this.RULE('named', (): Written => {
    const { image: name, startOffset: offset } = this.CONSUME(Word)
    const list: (Written | null)[] = []
    let called = false
    this.OPTION(() => {
      this.CONSUME(Open)
      called = true
      const first = this.OPTION1(() => this.SUBRULE(this.expression)) ?? null
      list.push(first)
      this.MANY(() => {
        this.CONSUME(Comma)
        list.push(this.OPTION2(() => this.SUBRULE1(this.expression)) ?? null)
      })
      this.CONSUME(Close)
    })
    if (!called) return { kind: 'word', name, offset }
    // Nothing between the parentheses is no argument, not one left empty.
    return { kind: 'call', name, arguments: list.length === 1 && list[0] === null ? [] : list, offset }
  })

  /** `part { operator part }`, grouped from the left. */
  protected chain(operators: readonly TokenType[], part: ParserMethod<[], Written>): Written {
    let left = this.SUBRULE(part)
    this.MANY(() => {
      const choices = operators.map((operator, index) => () => this.consume(index, operator))
      const { image, startOffset: offset } = this.OR1(either(...choices))
      const right = this.SUBRULE1(part)
      left = { kind: 'binary', operator: image as Operator, left, right, offset }
    })
    return left
  }
}

class EntraGrammar extends Grammar {
  constructor() {
    super('entra', EntraString)
    this.performSelfAnalysis()
  }

  comparison = this.RULE('comparison', () => this.chain([Comparison], this.operand))
  conjunction = this.RULE('conjunction', () => this.chain([And], this.comparison))
  expression = this.RULE('expression', () => this.chain([Or], this.conjunction))
}

class ConnectGrammar extends Grammar {
  constructor() {
    super('connect', ConnectString)
    this.performSelfAnalysis()
  }

  /** "All alike", says the documentation; but the rules that Entra Connect comes with compare on both sides of `||` without parentheses. */
  condition = this.RULE('condition', () => this.chain([Comparison, Arithmetic], this.operand))
  expression = this.RULE('expression', () => this.chain([And, Or], this.condition))
}

interface Language {
  readonly lexer: Lexer
  readonly grammar: EntraGrammar | ConnectGrammar
}

const languages: Partial<Record<Dialect, Language>> = {}

/** Made at first use: chevrotain then checks the rules, and many a command reads no expression. */
function languageOf(dialect: Dialect): Language {
  languages[dialect] ??= {
    lexer: new Lexer(vocabulary(dialect === 'entra' ? EntraString : ConnectString), {
      positionTracking: 'onlyOffset',
    }),
    grammar: dialect === 'entra' ? new EntraGrammar() : new ConnectGrammar(),
  }
  return languages[dialect]
}

export function tokensOf(text: string, dialect: Dialect): readonly IToken[] {
  return languageOf(dialect).lexer.tokenize(text).tokens
}

/** What the rules do not allow. `token` is undefined at the end of the expression. */
export interface Mismatch {
  readonly expected: string
  readonly token: IToken | undefined
}

export function grammaticalTree(
  tokens: readonly IToken[],
  dialect: Dialect,
): { readonly tree: Written } | { readonly mismatch: Mismatch } {
  const { grammar } = languageOf(dialect)
  grammar.input = [...tokens]
  const tree = grammar.expression()
  const [error] = grammar.errors
  if (!error) return { tree }
  const { token: found } = error
  return { mismatch: { expected: error.message, token: found.tokenType === EOF ? undefined : found } }
}
