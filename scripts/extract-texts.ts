import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import PO from 'pofile'
import { parseSync } from 'vite'
import { type Catalogue, keyOf, places } from '../renderer/language/text.ts'

/** A text of the screens, where it stands, and its plural where it is a word that is counted. */
export interface ScreenText {
  readonly text: string
  readonly plural?: string
  readonly files: readonly string[]
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/**
 * Every text that the screens give to `t`, `rich` and `formatCounted`, in the order of the alphabet.
 * @throws Error with file and text where one is made of parts that nobody could translate
 */
export function screenTexts(folder: string): ScreenText[] {
  const found = new Map<string, { plural?: string; files: Set<string> }>()
  for (const file of sourcesIn(folder)) {
    const name = relative(folder, file).replaceAll('\\', '/')
    const note = (text: string, plural?: string) => {
      const known = found.get(text) ?? { files: new Set<string>() }
      known.files.add(name)
      if (plural !== undefined) known.plural = plural
      found.set(text, known)
    }
    const { program } = parseSync(file, readFileSync(file, 'utf8'))
    visit(program as unknown as Node, (node) => {
      if (node.type === 'TaggedTemplateExpression' && isNamed(node.tag, 't', 'rich'))
        note(keyOf(partsOf(node.quasi as Node)))
      if (node.type !== 'CallExpression') return
      const [first, second, third] = node.arguments as readonly Node[]
      if (isNamed(node.callee, 't')) {
        const text = literal(first)
        if (text === undefined) throw new Error(`${name}: t() is given something that is not a text`)
        note(text)
      }
      if (isNamed(node.callee, 'formatCounted')) {
        const one = literal(second)
        // Their plurals would be nobody's: those of English are made of the English word.
        if (one === undefined)
          throw new Error(`${name}: formatCounted() is given words that are made elsewhere`)
        note(one, literal(third) ?? `${one}s`)
      }
    })
  }
  return [...found]
    .map(([text, { plural, files }]) => ({
      text,
      ...(plural === undefined ? {} : { plural }),
      files: [...files].sort(),
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
}

/** The template that a translation begins with. */
export function templateOf(texts: readonly ScreenText[]): string {
  const template = new PO()
  template.comments = ['The texts of the screens, written by `npm run texts`.']
  template.headers = { 'Content-Type': 'text/plain; charset=UTF-8', 'Plural-Forms': '' }
  for (const { text, plural, files } of texts) {
    const item = new PO.Item()
    item.msgid = text
    item.references = [...files]
    if (plural !== undefined) {
      item.msgid_plural = plural
      item.msgstr = ['', '']
    }
    template.items.push(item)
  }
  return `${template.toString()}\n`
}

/** What the page loads of a translation: texts that nobody has translated, or that are marked as doubtful, are left out. */
export function catalogueOf(translation: string): Catalogue {
  const done = PO.parse(translation).items.filter(
    ({ msgstr, flags }) => flags.fuzzy !== true && msgstr.length > 0 && msgstr.every((text) => text !== ''),
  )
  return Object.fromEntries(
    done.map(({ msgid, msgid_plural, msgstr }) => [msgid, msgid_plural ? msgstr : (msgstr[0] as string)]),
  )
}

/** What is wrong with a translation, in sentences: texts that do not put in what the English ones do, and texts that are not there any more. */
export function translationProblems(translation: string, texts: readonly ScreenText[]): string[] {
  const known = new Map(texts.map((one) => [one.text, one]))
  return Object.entries(catalogueOf(translation)).flatMap(([text, translated]) => {
    const plural = known.get(text)
    if (plural === undefined) return [`"${text}" is not a text of the screens any more`]
    if (Array.isArray(translated) !== (plural.plural !== undefined))
      return [`"${text}" ${plural.plural === undefined ? 'is not counted' : 'is counted: it has plurals'}`]
    const wanted = putIn(text)
    return [translated].flat().flatMap((one) => {
      const has = putIn(one)
      return has === wanted
        ? []
        : [`"${text}" puts in ${wanted || 'nothing'}, its translation ${has || 'nothing'}`]
    })
  })
}

const putIn = (text: string): string => [...new Set(text.match(places))].sort().join(' ')

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sourcesIn(path)
      return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
    })
    .sort()
}

function visit(node: Node, each: (node: Node) => void): void {
  each(node)
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child === 'object' && child !== null && 'type' in child) visit(child as Node, each)
}

const isNamed = (node: unknown, ...names: string[]): boolean => {
  const { type, name } = node as { type: string; name?: string }
  return type === 'Identifier' && names.includes(name ?? '')
}

const literal = (node: Node | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

const partsOf = (template: Node): string[] =>
  (template.quasis as readonly { value: { cooked: string } }[]).map(({ value }) => value.cooked)
