import type { Tokens } from 'marked'
import { t } from '../../language/text.ts'
import { followLink } from './links.ts'
import { type Outline, outlineOf, plainText } from './outline.ts'
import { type HelpPage, helpPage, helpPages } from './pages.ts'

const outlines = new Map<string, Outline>()

/** A page's outline; read once. */
export function outlineOfPage(page: HelpPage): Outline {
  const known = outlines.get(page.name)
  if (known) return known
  const outline = outlineOf(page.text)
  outlines.set(page.name, outline)
  return outline
}

interface HelpGroup {
  readonly title: string
  readonly pages: readonly HelpPage[]
}

/** The pages as the index of the documentation groups them: each heading of `docs/README.md` with the pages its table links to. */
export function helpGroups(): readonly HelpGroup[] {
  const index = helpPage('contents')
  if (index === undefined) return [{ title: t('Pages'), pages: helpPages }]
  const groups: { title: string; pages: HelpPage[] }[] = []
  for (const token of outlineOfPage(index).tokens) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth === 2)
      groups.push({ title: plainText(token), pages: [] })
    if (token.type !== 'table') continue
    for (const [first] of (token as Tokens.Table).rows) {
      const link = first?.tokens.find(({ type }) => type === 'link') as Tokens.Link | undefined
      const target = link === undefined ? undefined : followLink(index.file, link.href)
      const page = target?.kind === 'page' ? helpPage(target.page) : undefined
      if (page) groups.at(-1)?.pages.push(page)
    }
  }
  return groups
}
