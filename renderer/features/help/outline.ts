import { lexer, type Token, type Tokens } from 'marked'
import { slugger } from './slug.ts'

/** A heading with what stands below it, up to the next one. */
export interface Section {
  readonly slug: string
  readonly title: string
  /** 1 for the page's title. */
  readonly depth: number
  /** Titles of the headings it belongs to, from the page's own on; itself not among them. */
  readonly path: readonly string[]
  /** What it says, as plain text. */
  readonly text: string
}

export interface Outline {
  readonly title: string
  readonly tokens: readonly Token[]
  /** In the order of the page. */
  readonly sections: readonly Section[]
  /** The name of each heading in the address. */
  readonly slugs: ReadonlyMap<Token, string>
}

/** Reads a page: its blocks, and its headings with what stands below each. */
export function outlineOf(markdown: string): Outline {
  const tokens = lexer(markdown)
  const slug = slugger()
  const slugs = new Map<Token, string>()
  const sections: (Section & { words: string[] })[] = []
  const above: { depth: number; title: string }[] = []
  for (const token of tokens) {
    if (token.type !== 'heading') {
      const text = plainText(token)
      if (text !== '') sections.at(-1)?.words.push(text)
      continue
    }
    const { depth } = token as Tokens.Heading
    const title = plainText(token)
    while ((above.at(-1)?.depth ?? 0) >= depth) above.pop()
    const name = slug(title)
    slugs.set(token, name)
    sections.push({ slug: name, title, depth, path: above.map((one) => one.title), text: '', words: [] })
    above.push({ depth, title })
  }
  return {
    title: sections[0]?.title ?? '',
    tokens,
    slugs,
    sections: sections.map(({ words, ...section }) => ({ ...section, text: words.join(' ') })),
  }
}

/** What a reader sees of a token, in one line. */
export function plainText(token: Token): string {
  return textOf(token).replaceAll(/\s+/g, ' ').trim()
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'html':
    case 'space':
    case 'hr':
      return ''
    case 'br':
      return ' '
    case 'image':
      return (token as Tokens.Image).text
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return [header, ...rows].map((cells) => cells.map((cell) => all(cell.tokens)).join(' ')).join(' ')
    }
    case 'list':
      return (token as Tokens.List).items.map((item) => all(item.tokens)).join(' ')
    default: {
      const { tokens, text } = token as { tokens?: Token[]; text?: string }
      return tokens === undefined ? (text ?? '') : all(tokens, '')
    }
  }
}

const all = (tokens: readonly Token[], between = ' '): string => tokens.map(textOf).join(between)
