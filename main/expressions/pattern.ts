import { RE2JS, RE2JSException } from 're2js'
import { maximumText } from './limits.ts'

/** Longest pattern that is accepted. */
const maximumPattern = 1_000
/** Characters times instructions at worst: about a second. */
const stepBudget = 6e7

/** Thrown words: why a pattern is not accepted, and what to write instead. */
export class PatternError extends Error {
  readonly advice: string

  constructor(message: string, advice: string) {
    super(message)
    this.advice = advice
  }
}

/** A regular expression whose time grows with the length of the text and never faster (RE2). */
export interface Pattern {
  /** Numbers and names of the groups; 0 is the whole match. */
  readonly groups: ReadonlySet<string>
  /** Longest text this pattern should be tried on, for it to be done within about a second. */
  readonly inputLimit: number
  /** True when the pattern is found somewhere in the text. */
  test(text: string): boolean
  /** The text of a group in the first match; undefined without a match, or where the group has no part in it. */
  extract(text: string, group: string): string | undefined
  /**
   * Every match, or every match's group, replaced. In a template `$1` and `${name}` give groups and `$$` a dollar sign.
   * Undefined when that would be longer than a text may be.
   */
  replace(text: string, replacement: Replacement, group?: string): string | undefined
}

export type Replacement = { readonly template: string } | { readonly literal: string }

/**
 * Compiles a pattern of the kind .NET and RE2 share. Look-around and back references are not among it, for they cannot be matched in
 * linear time; no pattern and no text can hang the caller.
 * @throws PatternError
 */
export function compilePattern(source: string): Pattern {
  if (source.length > maximumPattern)
    throw new PatternError(
      `a pattern of ${source.length} characters; ${maximumPattern} is the limit`,
      'Write a simpler regular expression.',
    )
  refuse(source)
  const compiled = compile(source)
  const names = Object.keys(compiled.namedGroups())
  const numbers = Array.from({ length: compiled.groupCount() + 1 }, (_, index) => String(index))
  return {
    groups: new Set([...numbers, ...names]),
    inputLimit: Math.floor(stepBudget / compiled.programSize()),
    test: (text) => compiled.test(text),
    extract: (text, group) => {
      const matcher = compiled.matcher(text)
      return matcher.find() ? (matcher.group(groupKey(group)) ?? undefined) : undefined
    },
    replace: (text, replacement, group = '0') =>
      compiled.test(text) ? replaced(compiled, text, replacement, group) : text,
  }
}

function compile(source: string): RE2JS {
  try {
    // `$` alone is the end of the text, and `.` stops at a line end, as in .NET.
    return RE2JS.compile(source)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(
      `not a regular expression: ${error.message.replace(/^error parsing regexp: /, '')}`,
      'Correct the pattern.',
    )
  }
}

/** What .NET knows and RE2 does not, or reads differently without a word. */
const foreign: readonly [form: RegExp, name: string, advice: string][] = [
  [/^\(\?<?[=!]/, 'look-around', 'Match what stands before or behind in a group, and put it back with $1.'],
  [/^\(\?>/, 'an atomic group', 'Write (?:…).'],
  [/^\(\?'/, 'a group named with quotes', 'Write (?<name>…).'],
  [/^\(\?#/, 'a comment', 'Leave it out.'],
  [/^\(\?[imns]*x/, 'the option x', 'Leave it out, and the spaces too.'],
  [/^\(\?\(/, 'a condition', 'Write the alternatives with |.'],
  [/^\\(?:[1-9]|k[<'{])/, 'a back reference', 'Write what the group matches a second time.'],
  [/^\\[GZ]/, 'an anchor that RE2 does not know', 'Write \\z for the end of the text.'],
  [/^\\u/, 'a character written \\u', 'Write the character itself, or \\x{…}.'],
  [/^\\[pP]\{Is/, 'a named Unicode block', 'Write the script: \\p{Cyrillic}, \\p{Greek}.'],
]

function refuse(source: string): void {
  let inClass = false
  for (let at = 0; at < source.length; at++) {
    const rest = source.slice(at, at + 12)
    for (const [form, name, advice] of foreign)
      if ((!inClass || rest.startsWith('\\')) && form.test(rest))
        throw new PatternError(`not possible: ${name} (${rest.slice(0, 4)})`, advice)
    if (inClass && /^-\[(?!:)/.test(rest))
      throw new PatternError('not possible: one class taken from another', 'List the characters that remain.')
    if (rest.startsWith('\\')) at += 1
    else if (!inClass && rest.startsWith('[')) {
      inClass = true
      // A bracket that closes at once is a character of the class.
      at += /^\[\^?\]/.exec(rest)?.[0].slice(1).length ?? 0
    } else if (inClass && rest.startsWith('[:')) at += 1
    else if (inClass && rest.startsWith(']')) inClass = false
  }
}

function groupKey(group: string): string | number {
  return /^\d+$/.test(group) ? Number(group) : group
}

function replaced(
  compiled: RE2JS,
  text: string,
  replacement: Replacement,
  group: string,
): string | undefined {
  const matcher = compiled.matcher(text)
  const parts = 'template' in replacement ? templateParts(replacement.template) : [replacement.literal]
  const groups = matcher.groupCount()
  const named = compiled.namedGroups()
  let result = ''
  let done = 0
  while (matcher.find()) {
    const start = matcher.start(groupKey(group))
    if (start < done) continue
    result += text.slice(done, start)
    for (const part of parts) {
      if (typeof part === 'string') result += part
      else if (typeof part.group === 'number' ? part.group <= groups : Object.hasOwn(named, part.group))
        result += matcher.group(part.group) ?? ''
      else result += part.written
    }
    done = matcher.end(groupKey(group))
    if (result.length > maximumText) return undefined
  }
  return result + text.slice(done)
}

type TemplatePart = string | { readonly group: string | number; readonly written: string }

/** What is no group of the pattern stays as it is written, as in .NET. */
function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let done = 0
  for (const found of template.matchAll(/\$(?:(\$)|(\d{1,2})|\{(\w+)\}|(&))/g)) {
    const [written, dollar, number, name] = found
    parts.push(template.slice(done, found.index))
    if (dollar) parts.push('$')
    else parts.push({ group: groupKey(number ?? name ?? '0'), written })
    done = found.index + written.length
  }
  parts.push(template.slice(done))
  return parts.filter((part) => part !== '')
}
