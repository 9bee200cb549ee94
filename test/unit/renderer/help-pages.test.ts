import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Token } from 'marked'
import { describe, expect, it } from 'vitest'
import { formatHelpPlace, helpAddress, parseHelpPlace } from '../../../renderer/features/help/helpPlace.ts'
import { helpGroups, outlineOfPage } from '../../../renderer/features/help/library.ts'
import { followLink, relativeTo } from '../../../renderer/features/help/links.ts'
import { outlineOf } from '../../../renderer/features/help/outline.ts'
import { helpPage, helpPages, pictureAddress, withoutTwins } from '../../../renderer/features/help/pages.ts'
import { parseRoute } from '../../../renderer/shell/route.ts'
import { screenList } from '../../../renderer/shell/screenList.ts'
import { repositoryFiles, root } from '../docs/documents.ts'

function tokensOf(tokens: readonly Token[], type: string): Token[] {
  return tokens.flatMap((token) => {
    const {
      tokens: inner = [],
      items = [],
      header = [],
      rows = [],
    } = token as {
      tokens?: Token[]
      items?: Token[]
      header?: { tokens: Token[] }[]
      rows?: { tokens: Token[] }[][]
    }
    const cells = [...header, ...rows.flat()].flatMap((cell) => cell.tokens)
    return [...(token.type === type ? [token] : []), ...tokensOf([...inner, ...items, ...cells], type)]
  })
}

describe('the pages of Help', () => {
  it('are all pages of the documentation', () => {
    const documents = repositoryFiles().filter((file) => /^docs\/.*\.md$/.test(file))
    expect(documents.length).toBeGreaterThan(40)
    const missing = documents.filter((file) => !helpPages.some((page) => page.file === file))
    expect(missing).toEqual([])
    expect(helpPages.filter((page) => outlineOfPage(page).title === '')).toEqual([])
  })

  it('are reached from the index, each once', () => {
    const listed = helpGroups().flatMap(({ pages }) => pages.map(({ name }) => name))
    expect(new Set(listed).size).toBe(listed.length)
    const names = helpPages.map(({ name }) => name).filter((name) => name !== 'contents')
    expect(listed.toSorted()).toEqual(names.toSorted())
  })

  it('tell of every screen under its own heading, so that F1 leads there', () => {
    const slugs = outlineOfPage(helpPage('workbench')!).sections.map(({ slug }) => slug)
    for (const { name } of screenList) {
      const { item, query } = parseRoute(helpAddress(name))
      const { page, heading } = parseHelpPlace(item, query)
      expect({ name, page, known: slugs.includes(heading ?? '') }).toEqual({
        name,
        page: 'workbench',
        known: true,
      })
    }
  })

  it('have links that lead to a page and a heading, or to a file of the source', () => {
    let followed = 0
    const broken = helpPages.flatMap((page) =>
      tokensOf(outlineOfPage(page).tokens, 'link').flatMap((token) => {
        const { href } = token as unknown as { href: string }
        const target = followLink(page.file, href)
        followed++
        if (target.kind === 'outside') return []
        if (target.kind === 'text') return /^(mailto|http):/.test(href) ? [] : [`${page.file}: ${href}`]
        if (target.kind === 'file') {
          const isDocument = target.file.endsWith('.md') || target.file.endsWith('.png')
          return !isDocument && existsSync(join(root, target.file)) ? [] : [`${page.file}: ${href}`]
        }
        const sections = outlineOfPage(helpPage(target.page)!).sections
        const found = target.heading === null || sections.some(({ slug }) => slug === target.heading)
        return found ? [] : [`${page.file}: ${href}`]
      }),
    )
    expect(followed).toBeGreaterThan(150)
    expect(broken).toEqual([])
  })

  it('have pictures that are in the build, in both themes where there are two', () => {
    const pictures = helpPages.flatMap((page) =>
      tokensOf(outlineOfPage(page).tokens, 'image').map((token) =>
        relativeTo(page.file, (token as unknown as { href: string }).href),
      ),
    )
    expect(pictures.length).toBeGreaterThan(9)
    for (const picture of pictures) {
      expect(pictureAddress(picture, 'light'), picture).toContain('-light')
      if (existsSync(join(root, picture.replace('-light', '-dark'))))
        expect(pictureAddress(picture, 'dark'), picture).toContain('-dark')
    }
  })
})

describe('links', () => {
  it.each([
    ['docs/connectors/ldap.md', '../rules.md#drift', { kind: 'page', page: 'rules', heading: 'drift' }],
    ['docs/rules.md', '#limits', { kind: 'page', page: 'rules', heading: 'limits' }],
    ['docs/README.md', '../demo/contoso/README.md', { kind: 'page', page: 'contoso', heading: null }],
    ['docs/rules.md', 'https://example.org/a', { kind: 'outside', href: 'https://example.org/a' }],
    ['docs/expressions.md', 'mailto:ann@contoso.com', { kind: 'text' }],
    ['docs/expressions.md', 'javascript:alert(1)', { kind: 'text' }],
    ['docs/expressions.md', '../main/x.ts', { kind: 'file', file: 'main/x.ts' }],
  ])('from %s to %s', (from, href, target) => {
    expect(followLink(from, href)).toEqual(target)
  })

  it('to the same picture in the other theme are left out', () => {
    expect(withoutTwins('![A](screenshots/a-light.png)\n([in dark](screenshots/a-dark.png))\n\nText')).toBe(
      '![A](screenshots/a-light.png)\n\nText',
    )
  })
})

describe('a place in Help', () => {
  it.each([
    [{ page: 'connectors/ldap', heading: 'reading', search: '' }, '#/help/connectors/ldap#reading'],
    [{ page: 'rules', heading: null, search: 'a & b' }, '#/help/rules?q=a+%26+b'],
    [{ page: null, heading: null, search: 'größe' }, '#/help?q=gr%C3%B6%C3%9Fe'],
    [{ page: null, heading: null, search: '' }, '#/help'],
  ])('%o is %s and comes back', (place, address) => {
    expect(formatHelpPlace(place)).toBe(address)
    const { screen, item, query } = parseRoute(address)
    expect(screen).toBe('help')
    expect(parseHelpPlace(item, query)).toEqual(place)
  })
})

describe('the outline of a page', () => {
  it('has what stands below each heading, and which headings are above', () => {
    const { title, sections } = outlineOf(
      '# T\n\nIntro `x`.\n\n## A\n\n| n | m |\n| --- | --- |\n| 1 | **2** |\n\n### B\n\n- one\n- two\n\n## A\n\n<!-- not this -->\n\n    code\n',
    )
    expect(title).toBe('T')
    expect(sections).toEqual([
      { slug: 't', title: 'T', depth: 1, path: [], text: 'Intro x.' },
      { slug: 'a', title: 'A', depth: 2, path: ['T'], text: 'n m 1 2' },
      { slug: 'b', title: 'B', depth: 3, path: ['T', 'A'], text: 'one two' },
      { slug: 'a-1', title: 'A', depth: 2, path: ['T'], text: 'code' },
    ])
  })
})
