/**
 * Texts of another language by the English ones. What is put into a text stands as `{0}`, `{1}`; words that are counted have a text for each
 * of the language's plurals, in the order of `pluralsOf`.
 */
export type Catalogue = Readonly<Record<string, string | readonly string[]>>

const known = ['zero', 'one', 'two', 'few', 'many', 'other'] as const

let catalogue: Catalogue = {}
let plurals = pluralsOf('en')
let current = 'en'

/** The language that was taken into use; English before. */
export const language = (): string => current

/** Takes a language into use. Texts that were made before stay as they are, so it is done before the first screen is loaded. */
export function takeCatalogue(code: string, texts: Catalogue): void {
  current = code
  catalogue = texts
  plurals = pluralsOf(code)
}

/**
 * A text of the screens in the language that was chosen: t('Edit'), or with something in it t`Edit ${title}`. A text that nobody has translated
 * is shown in English.
 */
export function t(text: string): string
export function t(parts: TemplateStringsArray, ...values: readonly unknown[]): string
export function t(text: string | TemplateStringsArray, ...values: readonly unknown[]): string {
  if (typeof text === 'string') return translated(text)
  const key = keyOf(text)
  return translated(key).replace(places, (_, at: string) => String(values[Number(at)]))
}

/** `object` or `objects`, as the language counts. */
export function countedWord(count: number, one: string, many: string): string {
  const forms = catalogue[one]
  if (!Array.isArray(forms)) return count === 1 ? one : many
  return forms[plurals.order.indexOf(plurals.rules.select(count))] ?? forms.at(-1) ?? many
}

export const places = /\{(\d+)\}/g

/** `Edit {0}` of the parts of a template. */
export const keyOf = (parts: readonly string[]): string =>
  parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`)

export function translated(key: string): string {
  const found = catalogue[key]
  // A word that is counted elsewhere stands alone here: it is one.
  if (Array.isArray(found)) return countedWord(1, key, key)
  return typeof found === 'string' && found !== '' ? found : key
}

/** How a language counts: its plurals in the order in which a catalogue lists them. */
function pluralsOf(code: string): {
  readonly rules: Intl.PluralRules
  readonly order: readonly string[]
} {
  const rules = new Intl.PluralRules(code)
  const { pluralCategories } = rules.resolvedOptions()
  return { rules, order: known.filter((name) => pluralCategories.includes(name)) }
}
