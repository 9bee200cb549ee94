/** Letters that no mark can be taken from. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}
const written: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' }

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] as string)

/** The words of a text as a search compares them: in small letters without marks, `Jürgen Großmann` → `jurgen grossmann`. */
export const wordsOf = (text: string): string[] => fold(text.toLowerCase()).match(/[\p{L}\p{N}]+/gu) ?? []

/** The words a name is found by: besides its own those that a keyboard without its letters gives, `juergen`. */
export function nameWords(name: string): string[] {
  const small = name.normalize('NFC').toLowerCase()
  const words = wordsOf(small)
  if (!/[äöüåø]/.test(small)) return words
  const typed = wordsOf(small.replace(/[äöüåø]/g, (letter) => written[letter] as string))
  return [...new Set([...words, ...typed])]
}
