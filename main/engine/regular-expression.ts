import { compilePattern, PatternError } from '../expressions/expressions.ts'

/**
 * Compiles the regular expression of a scope, in time that grows with the text and never explodes. Case does not count, and a part of the
 * text is enough, unless the expression says otherwise.
 * @returns the test, or what is wrong with the expression
 */
export function regularExpression(
  source: string,
): { readonly ok: true; test(text: string): boolean } | { readonly ok: false; readonly reason: string } {
  try {
    const compiled = compilePattern(`(?i)${source}`)
    return { ok: true, test: (text) => compiled.test(text) }
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    // It tells the expression with the flag it was given.
    const reason = error.message.replace(/^not a regular expression: /, '').replace('`(?i)', '`')
    return { ok: false, reason: reason === error.message ? `${reason}. ${error.advice}` : reason }
  }
}
