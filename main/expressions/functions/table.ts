import type { Dialect } from '../ast.ts'
import type { FunctionEntry } from '../function-entry.ts'
import { bindingFunctions } from './bindings.ts'
import { bitFunctions } from './bits.ts'
import { certificateFunctions } from './certificates.ts'
import { choiceFunctions } from './choices.ts'
import { convertingFunctions } from './converting.ts'
import { dateFunctions } from './dates.ts'
import { encodingFunctions } from './encoding.ts'
import { flowFunctions } from './flow.ts'
import { letterCaseFunctions } from './letter-case.ts'
import { listFunctions } from './lists.ts'
import { nameFunctions } from './names.ts'
import { randomFunctions } from './random.ts'
import { replaceFunctions } from './replace.ts'
import { replaceTextFunctions } from './replace-text.ts'
import { roleFunctions } from './roles.ts'
import { testFunctions } from './tests.ts'
import { textFunctions } from './text.ts'

/** Every function of both dialects; docs/expressions.md is written from it. To add one, add an entry to one of these lists. */
const all: readonly FunctionEntry[] = [
  ...bitFunctions,
  ...roleFunctions,
  ...replaceTextFunctions,
  ...randomFunctions,
  ...flowFunctions,
  ...encodingFunctions,
  ...dateFunctions,
  ...certificateFunctions,
  ...bindingFunctions,
  ...choiceFunctions,
  ...convertingFunctions,
  ...letterCaseFunctions,
  ...listFunctions,
  ...nameFunctions,
  ...replaceFunctions,
  ...testFunctions,
  ...textFunctions,
]

export const functionTable: readonly FunctionEntry[] = all.toSorted(
  (a, b) => order(a.name, b.name) || order(b.dialects[0]!, a.dialects[0]!),
)

function order(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}

const byName: Record<Dialect, ReadonlyMap<string, FunctionEntry>> = {
  entra: namesIn('entra'),
  connect: namesIn('connect'),
}

function namesIn(dialect: Dialect): ReadonlyMap<string, FunctionEntry> {
  const known = functionTable.filter(({ dialects }) => dialects.includes(dialect))
  return new Map(known.map((entry) => [entry.name.toLowerCase(), entry]))
}

/** The function of that name, in whatever case it is written. */
export function lookUp(name: string, dialect: Dialect): FunctionEntry | undefined {
  return byName[dialect].get(name.toLowerCase())
}

export function functionNames(dialect: Dialect): readonly string[] {
  return Array.from(byName[dialect].values(), ({ name }) => name)
}

export function otherDialect(dialect: Dialect): Dialect {
  return dialect === 'entra' ? 'connect' : 'entra'
}
