import type { IToken } from 'chevrotain'
import type { Ast, Dialect } from './ast.ts'
import { ExpressionError, positionAt } from './error.ts'
import {
  closeToken,
  grammaticalTree,
  type Mismatch,
  malformed,
  numberToken,
  openToken,
  operatorTokens,
  tokensOf,
} from './grammar.ts'
import { isOutOfRange } from './literals.ts'
import { resolve } from './resolve.ts'

const maximumLength = 32_000
const maximumNesting = 100
const maximumOperators = 1_000

/**
 * Reads one expression; `entra` unless told otherwise. Function names, the number of arguments and empty arguments are checked here.
 * @throws ExpressionError and nothing else, whatever the text.
 */
export function parseExpression(text: string, options: { dialect?: Dialect } = {}): Ast {
  const dialect = options.dialect ?? 'entra'
  const fail: Fail = (message, offset, advice) => {
    throw new ExpressionError(message, positionAt(text, offset), advice)
  }
  if (text.length > maximumLength)
    fail(`The expression has ${text.length} characters; ${maximumLength} is the limit`, 0)
  const tokens = tokensOf(text, dialect)
  if (tokens.length === 0)
    fail('The expression is empty', 0, 'Write an attribute ([mail]), a string or a function.')
  checkTokens(tokens, text, dialect, fail)
  checkSize(tokens, fail)
  const read = grammaticalTree(tokens, dialect)
  if ('mismatch' in read) return unexpected(read.mismatch, text, dialect, fail)
  return { dialect, source: text, root: resolve(read.tree, text, dialect) }
}

type Fail = (message: string, offset: number, advice?: string) => never

/** What is wrong within a word, a number or a string is said before how they stand together. */
function checkTokens(tokens: readonly IToken[], text: string, dialect: Dialect, fail: Fail): void {
  for (const { image, startOffset, tokenType } of tokens) {
    if (tokenType === numberToken) checkNumber(image, startOffset, text, fail)
    else if (tokenType === malformed.UnclosedString)
      fail(
        'This string has no closing quote',
        startOffset,
        dialect === 'entra'
          ? 'Close it with ", and write \\\\ for a backslash before the quote.'
          : 'Close it with ".',
      )
    else if (tokenType === malformed.UnclosedAttribute)
      fail('This attribute has no closing ]', startOffset, 'Write [name].')
    else if (tokenType === malformed.NamelessAttribute)
      fail('This attribute has no name', startOffset, 'Write [name].')
    else if (tokenType === malformed.UnclosedParameter)
      fail('This parameter has no closing %', startOffset, 'Write %name%.')
    else if (tokenType === malformed.NamelessParameter)
      fail('This parameter has no name', startOffset, 'Write %name%.')
  }
}

function checkNumber(image: string, offset: number, text: string, fail: Fail): void {
  const next = String.fromCodePoint(text.codePointAt(offset + image.length) ?? 32)
  if (/[\p{L}\p{N}_.]/u.test(next))
    fail(`"${image}${next}" is not a number`, offset, 'Put text in double quotes.')
  if (isOutOfRange(image))
    fail(`${image} is out of the range of decimal numbers`, offset, 'Use at most 15 digits.')
}

/** Before anything is built from it: what is refused must not exhaust the stack. */
function checkSize(tokens: readonly IToken[], fail: Fail): void {
  let depth = 0
  let operators = 0
  for (const { tokenType, startOffset } of tokens) {
    if (tokenType === openToken && ++depth > maximumNesting)
      fail(`More than ${maximumNesting} levels of nesting`, startOffset)
    if (tokenType === closeToken) depth--
    if (operatorTokens.has(tokenType) && ++operators > maximumOperators)
      fail(`More than ${maximumOperators} operators`, startOffset)
  }
}

function unexpected({ expected, token }: Mismatch, text: string, dialect: Dialect, fail: Fail): never {
  const what = token ? `"${short(token.image)}"` : 'the end of the expression'
  return fail(
    `Expected ${expected}, found ${what}`,
    token?.startOffset ?? text.length,
    token && hint(token.image, dialect),
  )
}

function short(image: string): string {
  const bare = image.startsWith('"') ? image.slice(1, -1) : image
  return bare.length > 30 ? `${bare.slice(0, 29)}…` : bare
}

function hint(found: string, dialect: Dialect): string | undefined {
  if (/[“”„]/.test(found)) return 'Use straight double quotes: "text".'
  if (found === "'") return 'Text stands in double quotes: "text".'
  if (dialect === 'entra' && ['&', '+', '*', '-'].includes(found))
    return 'In the dialect "entra" text is put together with Append or Join; operators belong to "connect".'
  return undefined
}
