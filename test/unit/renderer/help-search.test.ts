import { describe, expect, it } from 'vitest'
import { functionTable } from '../../../main/expressions/functions/table.ts'
import { outlineOfPage } from '../../../renderer/features/help/library.ts'
import { outlineOf } from '../../../renderer/features/help/outline.ts'
import { helpPages } from '../../../renderer/features/help/pages.ts'
import { createIndex, excerptOf, piecesOf, wordsOf } from '../../../renderer/features/help/search.ts'

const whole = createIndex(helpPages.map((page) => ({ name: page.name, outline: outlineOfPage(page) })))
const first = (query: string) => whole.search(query)[0]?.hits[0]

describe('the search in Help', () => {
  it('finds every function of expressions by its name', () => {
    const names = [...new Set(functionTable.map(({ name }) => name))]
    expect(names.length).toBeGreaterThan(60)
    const lost = names.filter((name) => {
      const hit = first(name)
      return hit?.page !== 'expressions' || !hit.title.toLowerCase().startsWith(`${name.toLowerCase()}(`)
    })
    expect(lost).toEqual([])
  })

  it.each([
    ['dateadd', 'DateAdd(interval, value, date)'],
    ['date add', 'DateAdd(interval, value, date)'],
    ['datead', 'DateAdd(interval, value, date)'],
    ['ConvertToBase46', 'ConvertToBase64(source)'],
    ['built-in protections', 'Built-in protections'],
    ['plausibility', 'Plausibility'],
  ])('%s leads to %s', (query, title) => {
    expect(first(query)?.title).toBe(title)
  })

  it('finds nothing for nothing', () => {
    expect(whole.search('  ')).toEqual([])
    expect(whole.search('qqqxxzzz')).toEqual([])
  })

  it('puts what has all words first, and what has some where none has all', () => {
    const index = createIndex([
      { name: 'a', outline: outlineOf('# Apples\n\nred and green\n\n## Pears\n\ngreen') },
      { name: 'b', outline: outlineOf('# Plums\n\nblue') },
    ])
    const titles = (query: string) => index.search(query).flatMap(({ hits }) => hits.map((hit) => hit.title))
    expect(titles('red green')).toEqual(['Apples'])
    expect(titles('red blue').toSorted()).toEqual(['Apples', 'Plums'])
  })

  it('groups sections by page and says where each stands', () => {
    const [group] = createIndex([
      { name: 'a', outline: outlineOf('# P\n\n## Q\n\n### Quince\n\nsour') },
    ]).search('quince')
    expect(group).toMatchObject({ page: 'a', title: 'P', hits: [{ slug: 'quince', path: ['P', 'Q'] }] })
  })
})

describe('what was found', () => {
  it('is marked where words begin with it, whatever stands in it', () => {
    expect(piecesOf('Limits limit unlimited a+b', ['limit', 'a+b'])).toEqual([
      { text: 'Limit', found: true },
      { text: 's ', found: false },
      { text: 'limit', found: true },
      { text: ' unlimited ', found: false },
      { text: 'a+b', found: true },
    ])
    expect(piecesOf('text', [])).toEqual([{ text: 'text', found: false }])
  })

  it('is shown with what stands around it, cut between words', () => {
    const text = `${'before '.repeat(60)}needle ${'after '.repeat(80)}`.trim()
    const excerpt = excerptOf(text, ['needle'])
      .map((piece) => piece.text)
      .join('')
    expect(excerpt).toMatch(/^… before .*before needle after .*after …$/)
    expect(excerpt.length).toBeLessThan(300)
  })

  it('has words and their parts', () => {
    expect(wordsOf('DateAdd of workspace.yaml')).toEqual([
      'DateAdd',
      'Date',
      'Add',
      'of',
      'workspace',
      'yaml',
    ])
  })
})
