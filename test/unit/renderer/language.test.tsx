import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { languages, spoken } from '../../../renderer/language/languages.ts'
import { rich } from '../../../renderer/language/rich.tsx'
import { t, takeCatalogue } from '../../../renderer/language/text.ts'
import { formatCounted } from '../../../renderer/ui/format.ts'
import { catalogueOf, screenTexts, templateOf, translationProblems } from '../../../scripts/extract-texts.ts'

const renderer = join(import.meta.dirname, '../../../renderer')
const folder = join(renderer, 'language')
const texts = screenTexts(renderer)

afterEach(() => takeCatalogue('en', {}))

describe('texts of the screens', () => {
  test('are in English where nothing else is known', () => {
    expect(t('Edit')).toBe('Edit')
    expect(t`Edit ${'Morning'}, step ${2}`).toBe('Edit Morning, step 2')
    expect(renderToStaticMarkup(<p>{rich`${<b>3</b>} of ${'4'} are read`}</p>)).toBe(
      '<p><b>3</b> of 4 are read</p>',
    )
    expect([formatCounted(1, 'object'), formatCounted(2, 'entry', 'entries')]).toEqual([
      '1 object',
      '2 entries',
    ])
  })

  test('are in the language that was taken, in its order of words; what is missing stays English', () => {
    takeCatalogue('de', {
      Edit: 'Bearbeiten',
      'Edit {0}, step {1}': 'Schritt {1} von {0} bearbeiten',
      '{0} of {1} are read': 'Von {1} sind {0} gelesen',
      object: ['Objekt', 'Objekte'],
    })
    expect(t('Edit')).toBe('Bearbeiten')
    expect(t`Edit ${'Morning'}, step ${2}`).toBe('Schritt 2 von Morning bearbeiten')
    expect(renderToStaticMarkup(<p>{rich`${<b>3</b>} of ${'4'} are read`}</p>)).toBe(
      '<p>Von 4 sind <b>3</b> gelesen</p>',
    )
    expect([formatCounted(1, 'object'), formatCounted(2, 'object')]).toEqual(['1 Objekt', '2 Objekte'])
    expect(t('Remove')).toBe('Remove')
    // What is put in is data: its own braces mean nothing.
    expect(t`Edit ${'{1}'}, step ${2}`).toBe('Schritt 2 von {1} bearbeiten')
  })

  test('count as the language does', () => {
    takeCatalogue('pl', { object: ['obiekt', 'obiekty', 'obiektów', 'obiektu'] })
    expect([1, 2, 5, 22].map((n) => formatCounted(n, 'object'))).toEqual([
      '1 obiekt',
      '2 obiekty',
      '5 obiektów',
      '22 obiekty',
    ])
    // The same word alone, where nothing is counted.
    expect(t('object')).toBe('obiekt')
  })

  test('are in the language of the system where nobody chose, if there is one', () => {
    const known = [{ code: 'en' }, { code: 'de' }]
    expect(spoken('system', ['fr-FR', 'de-AT', 'en-US'], known)).toBe('de')
    expect(spoken('system', ['fr-FR'], known)).toBe('en')
    expect(spoken('en', ['de-AT'], known)).toBe('en')
    expect(spoken('it', ['de-AT'], known)).toBe('de')
  })
})

describe('the file a translation begins with', () => {
  test('has every text of the screens: otherwise `npm run texts` writes it anew', () => {
    expect(readFileSync(join(folder, 'texts.pot'), 'utf8')).toBe(templateOf(texts))
  })

  test('has counted words with their plurals, and texts with what is put in', () => {
    expect(texts.length).toBeGreaterThan(1000)
    expect(texts.find(({ text }) => text === 'entry')).toMatchObject({ plural: 'entries' })
    expect(texts.find(({ text }) => text === 'Edit {0}')?.files).toContain(
      'features/systems/setup/EditSystem.tsx',
    )
  })
})

describe('a translation', () => {
  const head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'

  test('gives the page what is translated and sure', () => {
    expect(
      catalogueOf(
        `${head}msgid "Edit"\nmsgstr "Bearbeiten"\n\nmsgid "Remove"\nmsgstr ""\n\n#, fuzzy\nmsgid "Run"\nmsgstr "Lauf"\n\nmsgid "object"\nmsgid_plural "objects"\nmsgstr[0] "Objekt"\nmsgstr[1] "Objekte"\n`,
      ),
    ).toEqual({ Edit: 'Bearbeiten', object: ['Objekt', 'Objekte'] })
  })

  test('that loses what is put in, or translates what is gone, is told', () => {
    const wrong = `${head}msgid "Edit {0}"\nmsgstr "Bearbeiten"\n\nmsgid "Eddit"\nmsgstr "Bearbeiten"\n\nmsgid "object"\nmsgstr "Objekt"\n`
    expect(translationProblems(wrong, texts)).toEqual([
      '"Edit {0}" puts in {0}, its translation nothing',
      '"Eddit" is not a text of the screens any more',
      '"object" is counted: it has plurals',
    ])
  })

  test('is listed, and each that is listed is there and sound', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.po'))
    expect(files.sort()).toEqual(
      languages
        .filter(({ code }) => code !== 'en')
        .map(({ code }) => `${code}.po`)
        .sort(),
    )
    for (const file of files)
      expect(translationProblems(readFileSync(join(folder, file), 'utf8'), texts), file).toEqual([])
  })
})
