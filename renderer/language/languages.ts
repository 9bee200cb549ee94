/**
 * The languages of the screens, each under its own name. English is what they are written in; every other one has a file of texts beside this
 * one, `de.po`.
 */
export const languages: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'en', name: 'English' },
]

/** Has no file: specs make its texts from the English ones, to see what stays English and what has too little room. */
export const pseudoLanguage = 'qps'

/** The language that is spoken: the one that was chosen, else the first of those that the system prefers and there is, else English. */
export function spoken(
  choice: string,
  preferred: readonly string[],
  known: readonly { readonly code: string }[] = languages,
): string {
  const has = (code: string) => known.some((language) => language.code === code)
  if (has(choice) || choice === pseudoLanguage) return choice
  return preferred.map((locale) => locale.split('-')[0] ?? '').find(has) ?? 'en'
}
