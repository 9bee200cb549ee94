import { language, t } from '../language/text.ts'
import { type Formats, houseFormats } from './houseFormats.ts'
import { kept } from './kept.ts'

/** `joinery`: as the documentation, the command line and the reports write them; `system`: as browser or desktop are set up. */
export const formatChoices = [
  'joinery',
  'system',
  'en-GB',
  'en-US',
  'en-CA',
  'da-DK',
  'de-DE',
  'de-AT',
  'de-CH',
  'es-ES',
  'fr-FR',
  'fr-CH',
  'it-IT',
  'nl-NL',
  'nb-NO',
  'pl-PL',
  'pt-BR',
  'fi-FI',
  'sv-SE',
  'cs-CZ',
  'ja-JP',
  'ko-KR',
  'zh-CN',
] as const
export type FormatChoice = (typeof formatChoices)[number]

export const formatChoice = kept<FormatChoice>('formats', formatChoices, 'joinery')

let current: Formats = houseFormats

/** The formats in use. */
export const formats = (): Formats => current

/** Takes the chosen formats into use, now and whenever others are chosen. */
export function applyFormats(): void {
  const put = () => setFormats(formatChoice.get())
  put()
  formatChoice.subscribe(put)
}

/** Takes formats into use. Whoever shows what they wrote is drawn anew by `formatChoice.use()` of the workbench. */
export function setFormats(choice: FormatChoice): void {
  current = formatsOf(choice)
}

export function formatsOf(choice: FormatChoice): Formats {
  // Their names of days and months are English.
  if (choice === 'joinery') return language() === 'en' ? houseFormats : localeFormats(language())
  return localeFormats(choice === 'system' ? undefined : choice)
}

/** Formats of a locale; undefined for that of the system. Western digits and the Gregorian calendar, as values in connected systems have. */
function localeFormats(locale: string | undefined): Formats {
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, { numberingSystem: 'latn', ...options })
    return (n: number) => format.format(n)
  }
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, {
      calendar: 'gregory',
      numberingSystem: 'latn',
      ...options,
    })
    return (at: Date) => format.format(at)
  }
  const day = { day: 'numeric', month: 'short' } as const
  const time = { hour: '2-digit', minute: '2-digit' } as const
  return {
    number: number({ maximumFractionDigits: 0 }),
    decimal: number({ maximumFractionDigits: 1 }),
    time: date(time),
    day: date(day),
    moment: date({ ...day, ...time }),
    momentOfYear: date({ ...day, year: 'numeric', ...time }),
    longDate: date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  }
}

/** `German (Germany)`, for the list. */
export function formatTitle(choice: FormatChoice): string {
  if (choice === 'joinery') return t('Joinery: day before month, 24 hours')
  if (choice === 'system') return t('As the system')
  return (
    new Intl.DisplayNames([language()], { type: 'language', languageDisplay: 'standard' }).of(choice) ??
    choice
  )
}
