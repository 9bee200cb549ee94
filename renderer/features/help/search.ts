import MiniSearch from 'minisearch'
import type { Outline } from './outline.ts'

/** A section that a search found. */
export interface Hit {
  readonly page: string
  readonly slug: string
  readonly title: string
  readonly path: readonly string[]
  /** What was found, and what stands around it. */
  readonly excerpt: readonly Piece[]
}

/** A piece of text; `found` where it is what was searched. */
export interface Piece {
  readonly text: string
  readonly found: boolean
}

export interface HitGroup {
  readonly page: string
  readonly title: string
  readonly hits: readonly Hit[]
}

interface Entry {
  readonly id: number
  readonly page: string
  readonly pageTitle: string
  readonly slug: string
  readonly title: string
  readonly path: readonly string[]
  readonly above: string
  /** Of a section about a function, its name as a whole. */
  readonly name: string
  readonly text: string
}

export interface HelpIndex {
  /** Sections by page, the best first; empty where nothing is found. */
  search(query: string): readonly HitGroup[]
}

const mostHits = 40

/** How much a page counts: how it came to be so is rarely what somebody with a question looks for. */
const weightOf = (page: string): number =>
  page.startsWith('decisions/') || ['changelog', 'contributing', 'architecture'].includes(page) ? 0.4 : 1

/** Makes the index; some thousandths of a second for a hundred pages. */
export function createIndex(pages: readonly { name: string; outline: Outline }[]): HelpIndex {
  const entries = pages
    .flatMap(({ name, outline }) =>
      outline.sections.map((section) => ({
        ...section,
        page: name,
        pageTitle: outline.title,
        above: section.path.join(' '),
        name: /^(\w+)\(/.exec(section.title)?.[1] ?? '',
      })),
    )
    .map((entry, id): Entry => ({ ...entry, id }))
  const index = new MiniSearch<Entry>({
    fields: ['name', 'title', 'above', 'text'],
    tokenize: (text, field) => (field === 'name' ? split(text) : wordsOf(text)),
    processTerm: (term) => term.toLowerCase(),
    searchOptions: {
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boost: { name: 12, title: 6, above: 2 },
      weights: { prefix: 0.6, fuzzy: 0.2 },
      boostDocument: (id) => weightOf(entries[id as number]?.page ?? ''),
    },
  })
  index.addAll(entries)

  const find = (query: string) => {
    const strict = index.search(query, { combineWith: 'AND', tokenize: queryWords })
    return strict.length > 0 ? strict : index.search(query, { combineWith: 'OR', tokenize: queryWords })
  }
  return {
    search(query) {
      if (query.trim() === '') return []
      const groups = new Map<string, { page: string; title: string; hits: Hit[] }>()
      for (const { id, terms } of find(query).slice(0, mostHits)) {
        const { page, pageTitle, slug, title, path, text } = entries[id as number] as Entry
        const group = groups.get(page) ?? { page, title: pageTitle, hits: [] }
        groups.set(page, group)
        group.hits.push({ page, slug, title, path, excerpt: excerptOf(text, terms) })
      }
      return [...groups.values()]
    },
  }
}

const split = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

/** Words, and the parts of those that are written together: `DateAdd` is found as `dateadd` and as `date add`. */
export function wordsOf(text: string): string[] {
  return split(text).flatMap((word) => {
    const parts = word.split(/(?<=\p{Ll})(?=\p{Lu})/u)
    return parts.length > 1 ? [word, ...parts] : [word]
  })
}

/** Of a question only the words as they are typed: their parts would find too much. */
const queryWords = (text: string): string[] => split(text)

const around = 80

/** The first place where a term stands, with what stands around it; the beginning where it stands in the title alone. */
export function excerptOf(text: string, terms: readonly string[]): Piece[] {
  const pattern = termPattern(terms)
  const at = pattern === null ? -1 : text.search(pattern)
  const from = at <= around ? 0 : text.indexOf(' ', at - around) + 1
  const to = text.length <= from + 3 * around ? text.length : text.lastIndexOf(' ', from + 3 * around)
  const part = `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`
  return piecesOf(part, terms)
}

/** A text divided where words begin with one of the terms. */
export function piecesOf(text: string, terms: readonly string[]): Piece[] {
  const pattern = termPattern(terms)
  if (pattern === null) return text === '' ? [] : [{ text, found: false }]
  return text
    .split(new RegExp(`(${pattern.source})`, 'giu'))
    .map((piece, index) => ({ text: piece, found: index % 2 === 1 }))
    .filter((piece) => piece.text !== '')
}

function termPattern(terms: readonly string[]): RegExp | null {
  const words = terms
    .filter((term) => term !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return words.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})`, 'iu')
}

/** What to mark of a page that was opened from a search. */
export const searchedWords = (query: string): string[] => split(query).filter((word) => word.length > 1)
