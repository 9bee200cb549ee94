import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { screenList } from '../../../renderer/shell/screenList.ts'
import { documentText, repositoryFiles, root } from './documents.ts'

/** The pictures that `npm run screenshots` makes: every screen in both themes, one change with its reasons, and the pages of the history. */
const screenshots = [
  ...screenList.flatMap(({ name }) =>
    ['light', 'dark'].map((theme) => `docs/screenshots/${name}-${theme}.png`),
  ),
  ...['light', 'dark'].map((theme) => `docs/screenshots/run-profiles-${theme}.png`),
  'docs/screenshots/change-explained-light.png',
  ...['runs', 'findings', 'undo'].map((name) => `docs/screenshots/history-${name}-light.png`),
]

const files = repositoryFiles()
const documents = files.filter((file) => file.endsWith('.md'))

interface Link {
  readonly from: string
  readonly path: string
  readonly fragment: string | undefined
}

/** Relative links and pictures, outside of code. */
function linksOf(from: string): Link[] {
  const text = documentText(from)
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', fragment] = target.split('#')
      const file = path === '' ? from : normalize(join(dirname(from), path)).replaceAll('\\', '/')
      return { from, path: file, fragment }
    })
}

const links = documents.flatMap(linksOf)

test('every relative link leads to a file', () => {
  expect(links.length).toBeGreaterThan(50)
  const broken = links.filter(({ path }) => !existsSync(join(root, path)))
  expect(broken).toEqual([])
})

test('every link into a page leads to a heading of it', () => {
  const slugs = (path: string): string[] =>
    [...documentText(path).matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
  const lost = links.filter(
    ({ path, fragment }) => fragment !== undefined && path.endsWith('.md') && !slugs(path).includes(fragment),
  )
  expect(lost).toEqual([])
})

test('pictures are those the end-to-end tests make', () => {
  const shown = links.map(({ path }) => path).filter((path) => path.startsWith('docs/screenshots/'))
  expect([...new Set(shown)].sort()).toEqual([...screenshots].sort())
})

test('every page of docs/ is in its index', () => {
  const listed = new Set(linksOf('docs/README.md').map(({ path }) => path))
  const pages = documents.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md')
  expect(pages.filter((page) => !listed.has(page))).toEqual([])
})

test('no file names the machine it was written on, or a private registry', () => {
  const text = files.filter((file) => !/\.(png|ico|icns|woff2?|twin|db|lock)$/.test(file))
  const machine = [/\/work\/(main|shared)\b/, /\/tmp\/joinery/]
  const registry = /\b(?:[a-z0-9-]+\.)*registry\.[a-z0-9-]+\.[a-z]{2,}/g
  const told = text.flatMap((file) => {
    const content = documentText(file)
    const hosts = [
      ...[...content.matchAll(registry)].map((match) => match[0]),
      ...[...content.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map((match) => match[1]!),
    ].filter((host) => host !== 'registry.npmjs.org')
    return [...machine.filter((pattern) => pattern.test(content)).map(String), ...hosts].map(
      (what) => `${file}: ${what}`,
    )
  })
  expect(told).toEqual([])
})
