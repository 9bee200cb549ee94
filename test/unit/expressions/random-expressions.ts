import type { Value } from '../../../connectors/spi/value.ts'
import type { Dialect } from '../../../main/expressions/ast.ts'
import { constantNames } from '../../../main/expressions/constants.ts'
import {
  type FunctionEntry,
  type ParameterType,
  parameterAt,
} from '../../../main/expressions/function-entry.ts'
import { exampleCertificate } from '../../../main/expressions/functions/example-certificate.ts'
import { functionTable } from '../../../main/expressions/functions/table.ts'

/** Numbers that follow from a seed: mulberry32. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }
}

const words = [
  '',
  'a',
  ' b ',
  'Ann',
  'ö',
  '😀',
  'x,y;z',
  'CN=Ann\\, X,DC=x',
  'True',
  '0',
  '-5',
  '12.5',
  'NULL',
  '\ud800',
]
const dates = [
  '2026-01-31',
  '6/29/2021 4:00:00 PM',
  '2020-03-16-07:00',
  '0001-01-01',
  '9999-12-31T23:59:59.9999999Z',
]
const formats = [
  'yyyy-MM-dd',
  'dddd, d MMM yyyy h:mm:ss.FFF tt zzz',
  'o',
  '%d',
  "'",
  'K',
  'yyMMddHHmmss.fZ',
  'yyyyy',
]
const patterns = [
  '[a-z]+',
  '(?<n>a|aa)*',
  '(.*)(.*)',
  '^',
  '$',
  '(?i)\\\\p{L}',
  '(',
  '(?=a)',
  '[^0-9]',
  '(a?){100}b',
  '|',
]
const others = [
  'm',
  'ww',
  'yyyy',
  'n',
  'AQID',
  '{00001111-aaaa-2222-bbbb-3333cccc4444}',
  '48656C',
  'ö:oe',
  'DC',
  'UTF8',
  'de-DE',
  'tr-TR',
  'xx_yy',
]
const numbers = [
  '0',
  '1',
  '-1',
  '2',
  '7',
  '255',
  '100000',
  '1.5',
  '&HFF',
  '9007199254740993',
  '9223372036854775807',
  '129699324000000000',
]

/** Values that the attributes of the generated expressions have; `none` has none. */
export const attributes: Readonly<Record<string, Value>> = {
  text: 'Ann Smith',
  empty: '',
  list: ['b', 'a', '', 'B', 'SMTP:a@x', 'a'],
  numbers: [1, 2, 3],
  number: 512,
  big: '9223372036854775807',
  flag: true,
  date: '2026-02-28T12:00:00Z',
  dn: 'CN=Ann,OU=People,DC=contoso,DC=com',
  binary: 'AQIDBAUGBwgJCgsMDQ4PEA==',
  certificate: exampleCertificate,
  long: 'ab '.repeat(300),
  json: ['{"value":"Admin"}', '{"value":1}', '{'],
  odd: '\ud83d x \u0000 İß ﬀ',
}
const attributeNames = [...Object.keys(attributes), 'none']

const operators: Record<Dialect, readonly string[]> = {
  entra: ['&&', '||', '=', '<>', '<', '<=', '>', '>='],
  connect: ['&&', '||', '=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '&'],
}

/** Expressions made from the grammar and the function table, with arguments that often fit. */
export class Writer {
  private readonly dice: Dice
  private readonly dialect: Dialect
  private readonly functions: readonly FunctionEntry[]
  private variables: string[] = []

  constructor(dice: Dice, dialect: Dialect) {
    this.dice = dice
    this.dialect = dialect
    this.functions = functionTable.filter(({ dialects }) => dialects.includes(dialect))
  }

  /** A third of them are damaged afterwards. */
  text(): string {
    this.variables = []
    const whole = this.expression(1 + this.dice.below(5))
    return this.dice.below(3) === 0 ? this.damaged(whole) : whole
  }

  private expression(depth: number): string {
    const { dice } = this
    if (depth <= 0) return this.leaf()
    const kind = dice.below(10)
    if (kind < 7) return this.call(dice.of(this.functions), depth)
    if (kind < 9)
      return `${this.expression(depth - 1)} ${dice.of(operators[this.dialect])} ${this.expression(depth - 1)}`
    return `(${this.expression(depth - 1)})`
  }

  private leaf(): string {
    const { dice } = this
    if (this.variables.length > 0 && dice.below(2) === 0) return `$${dice.of(this.variables)}`
    const kind = dice.below(8)
    if (kind < 4) return `[${dice.of(attributeNames)}]`
    if (kind < 5) return this.quoted(dice.of([...words, ...dates, ...formats, ...patterns, ...others]))
    if (kind < 6) return dice.of(numbers)
    if (kind < 7) return dice.of(['True', 'False', ...constantNames(this.dialect)])
    return this.dialect === 'connect' ? dice.of(['%Forest%', '%Missing%']) : `[${dice.of(attributeNames)}]`
  }

  private quoted(text: string): string {
    return `"${text.replaceAll('"', '""')}"`
  }

  private call(entry: FunctionEntry, depth: number): string {
    if (entry.bind) return this.binding(entry, depth)
    const { parameters } = entry
    const extra = parameters.at(-1)?.repeats ? this.dice.below(4) : 0
    const count = Math.max(parameters.length + extra, entry.atLeast ?? 0)
    const list = Array.from({ length: count }, (_, index) => {
      const parameter = parameterAt(entry, index)!
      return parameter.optional && this.dice.below(2) === 0 ? '' : this.argument(parameter.type, depth - 1)
    })
    return `${entry.name}(${list.join(', ')})`
  }

  private binding(entry: FunctionEntry, depth: number): string {
    const values = this.expression(depth - 1)
    const name = `v${this.variables.length}`
    this.variables.push(name)
    const body = this.expression(depth - 1)
    this.variables.pop()
    return `${entry.name}($${name}, ${values}, ${body})`
  }

  /** Half of the time something of the right kind, else anything. */
  private argument(type: ParameterType, depth: number): string {
    const { dice } = this
    if (dice.below(2) === 0) return this.expression(depth)
    switch (type) {
      case 'integer':
      case 'number':
        return dice.of([...numbers, '[number]', '[big]', 'CNum("5")'])
      case 'date':
        return dice.of([this.quoted(dice.of(dates)), '[date]', 'Now()'])
      case 'binary':
        return dice.of(['[binary]', '[certificate]', '"AQID"'])
      case 'list':
        return dice.of(['[list]', '[numbers]', '[json]', '[none]'])
      case 'condition':
        return dice.of(['[flag]', '[text] = "x"', '[number] > 5'])
      default:
        return this.quoted(dice.of([...words, ...dates, ...formats, ...patterns, ...others]))
    }
  }

  private damaged(text: string): string {
    const { dice } = this
    const at = dice.below(text.length + 1)
    const piece = dice.of([
      '(',
      ')',
      ',',
      '"',
      '[',
      ']',
      '%',
      '$',
      '&',
      '&&',
      '&H',
      '-',
      '.',
      '\\',
      '😀',
      '\n',
      '$x',
      'é',
      '1',
      ' ',
    ])
    const end = at + dice.below(4)
    return text.slice(0, at) + (dice.below(2) === 0 ? piece : '') + text.slice(dice.below(2) === 0 ? at : end)
  }
}
