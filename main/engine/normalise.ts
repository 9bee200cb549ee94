import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { JoinConditionSource } from '../config/rule-schema.ts'
import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import { lookupValue } from './model.ts'

/**
 * How a join compares: both sides are brought into one form, and the index holds values in that form. Each form has spaces of its own, named
 * by what makes it, so that who sees a space knows how its values were made.
 */
export interface Normaliser {
  /** What follows an attribute in the name of a space; empty for the plain form. */
  readonly suffix: string
  /** The form in which case still counts; undefined when nothing is left that could identify anybody. */
  form(value: Scalar): string | undefined
  /** The form that is looked up. */
  key(value: Scalar): string | undefined
}

type Source = Pick<JoinConditionSource, 'normalise' | 'expression'>

const separator = '|'
const plain: Normaliser = {
  suffix: '',
  form: (value) => String(value),
  key: lookupValue,
}
const made = new Map<string, Normaliser>([['', plain]])

export function normaliserOf({ normalise, expression }: Source): Normaliser {
  // Case and spaces around never count in what is looked up.
  const steps = normalise.filter((step) => step !== 'case' && step !== 'trim')
  if (steps.length === 0 && expression === undefined) return plain
  return named(`${separator}${JSON.stringify([steps, expression ?? null])}`)
}

/** The normaliser a space was made with, and the name of the space without it. */
export function normaliserOfSpace(space: string): {
  readonly attribute: string
  readonly normaliser: Normaliser
} {
  const at = space.indexOf(`${separator}[[`)
  return at < 0
    ? { attribute: space, normaliser: plain }
    : { attribute: space.slice(0, at), normaliser: named(space.slice(at)) }
}

function named(suffix: string): Normaliser {
  let normaliser = made.get(suffix)
  if (normaliser === undefined) {
    const [steps, expression] = JSON.parse(suffix.slice(separator.length)) as [Step[], string | null]
    normaliser = build(suffix, steps, expression ?? undefined)
    made.set(suffix, normaliser)
  }
  return normaliser
}

type Step = Source['normalise'][number]

function build(suffix: string, steps: readonly Step[], expression: string | undefined): Normaliser {
  const custom = expression === undefined ? undefined : ofExpression(expression)
  const form = (value: Scalar): string | undefined => {
    let text = custom === undefined ? String(value) : custom(value)
    for (const step of steps) if (text !== undefined) text = forms[step](text)
    return text === undefined || text.trim() === '' ? undefined : text
  }
  return {
    suffix,
    form,
    key: (value) => {
      const text = form(value)
      return text === undefined ? undefined : lookupValue(text)
    },
  }
}

const diacritics = ofExpression('NormalizeDiacritics([value])')

const forms: Record<Step, (text: string) => string | undefined> = {
  case: (text) => text,
  trim: (text) => text,
  diacritics,
  digits: (text) => text.replace(/\D/g, ''),
  phone,
}

/** Digits, with a plus in front of the country: spaces, brackets and dashes go, 00 is +, and so does the (0) that is dialled at home only. */
function phone(text: string): string {
  const international = text.trim().replace(/^00/, '+')
  if (!international.startsWith('+')) return international.replace(/\D/g, '')
  return `+${international.replace(/\(0\)/g, '').replace(/\D/g, '')}`.replace(/^\+$/, '')
}

/** A value the expression cannot work on identifies nobody. */
function ofExpression(source: string): (value: Scalar) => string | undefined {
  const { evaluate } = compileExpression(parseExpression(source))
  return (value) => {
    let made: Value | undefined
    try {
      made = evaluate((name) => (name === 'value' ? value : undefined), { today: '' })
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
    }
    return made === undefined || typeof made === 'object' ? undefined : String(made)
  }
}
