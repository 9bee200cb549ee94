import { RE2JS, RE2JSException } from 're2js'

/**
 * Compiles a regular expression in the syntax of RE2, which is matched in time that grows with the text and never explodes: neither
 * look-around nor back-references exist. Case does not count, and a part of the text is enough, unless the expression says otherwise.
 * @returns the test, or what is wrong with the expression
 */
export function regularExpression(
  source: string,
): { readonly ok: true; test(text: string): boolean } | { readonly ok: false; readonly reason: string } {
  try {
    const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
    return { ok: true, test: (text) => compiled.test(text) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    // It tells the expression with the flag it was given.
    return { ok: false, reason: error.message.replace(/^error parsing regexp: /, '').replace('`(?i)', '`') }
  }
}
