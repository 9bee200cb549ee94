import { kept } from '../ui/kept.ts'
import { languages, pseudoLanguage, spoken } from './languages.ts'
import { type Catalogue, takeCatalogue } from './text.ts'

/** Which language the screens speak. Another one is spoken from the next start of the page on. */
export const languageChoice = kept<string>(
  'language',
  ['system', ...languages.map(({ code }) => code), pseudoLanguage],
  'system',
)

/** Fetches the texts of the language that was chosen, before any screen is loaded. Without them the screens are in English. */
export async function loadLanguage(): Promise<void> {
  const language = spoken(languageChoice.get(), navigator.languages)
  if (language === 'en') return
  try {
    const answer = await fetch(`./texts/${language}.json`)
    if (!answer.ok) return
    takeCatalogue(language, (await answer.json()) as Catalogue)
    document.documentElement.lang = language
  } catch {
    // Half a text would be worse than English.
  }
}
