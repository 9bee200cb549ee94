import type { Token, Tokens } from 'marked'
import { createContext, createElement, Fragment, type ReactNode, useContext } from 'react'
import { t } from '../../language/text.ts'
import { CodeBlock } from './CodeBlock.tsx'
import { formatHelpPlace } from './helpPlace.ts'
import { followLink, relativeTo } from './links.ts'
import type { Outline } from './outline.ts'
import { type HelpPage, pictureAddress } from './pages.ts'
import { piecesOf } from './search.ts'

interface MarkdownContext {
  readonly page: HelpPage
  readonly outline: Outline
  readonly theme: 'light' | 'dark'
  /** Words to mark. */
  readonly marked: readonly string[]
}

const Page = createContext<MarkdownContext | null>(null)

function usePage(): MarkdownContext {
  const context = useContext(Page)
  if (!context) throw new Error('a piece of Markdown outside of its page')
  return context
}

/** A heading's id in the document, apart from those of the workbench itself. */
export const headingId = (slug: string): string => `help-${slug}`

/** A page as React elements, made from the tokens of its Markdown: no HTML is put in, and none of the page's own is shown. */
export function Markdown(context: MarkdownContext) {
  return <Page value={context}>{blocks(context.outline.tokens)}</Page>
}

// biome-ignore-start lint/suspicious/noArrayIndexKey: the tokens of a page never change their places
const blocks = (tokens: readonly Token[]): ReactNode =>
  tokens.map((token, index) => <Block key={index} token={token} />)
const inlines = (tokens: readonly Token[] = []): ReactNode =>
  tokens.map((token, index) => <Inline key={index} token={token} />)
// biome-ignore-end lint/suspicious/noArrayIndexKey: as above

function Block({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading token={token as Tokens.Heading} />
    case 'paragraph':
      return isPictureAlone(token) ? (
        inlines((token as Tokens.Paragraph).tokens)
      ) : (
        <p>{inlines((token as Tokens.Paragraph).tokens)}</p>
      )
    case 'code':
      return <CodeBlock code={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ''} />
    case 'list':
      return <List token={token as Tokens.List} />
    case 'table':
      return <Table token={token as Tokens.Table} />
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>
    case 'hr':
      return <hr />
    case 'text':
      return inlines((token as Tokens.Text).tokens ?? [token])
    default:
      // Comments, and the empty lines between blocks.
      return null
  }
}

const isPictureAlone = (token: Token): boolean =>
  (token as Tokens.Paragraph).tokens.every(({ type, raw }) => type === 'image' || raw.trim() === '')

function Heading({ token }: { token: Tokens.Heading }) {
  const { page, outline } = usePage()
  const slug = outline.slugs.get(token) ?? ''
  // The screen has the one heading of the first rank.
  return createElement(
    `h${Math.min(6, token.depth + 1)}`,
    { id: headingId(slug), tabIndex: -1, 'data-slug': slug },
    <>
      {inlines(token.tokens)}
      {token.depth > 1 ? (
        <a
          className="anchor"
          href={formatHelpPlace({ page: page.name, heading: slug })}
          aria-label={t`Address of ${token.text}`}
        >
          #
        </a>
      ) : null}
    </>,
  )
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the items of a page never change their places
    <li key={index}>{blocks(item.tokens)}</li>
  ))
  return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>
}

// biome-ignore-start lint/suspicious/noArrayIndexKey: rows and cells of a page never change their places
function Table({ token }: { token: Tokens.Table }) {
  const isNamed = token.header.some(({ text }) => text !== '')
  // A wide table scrolls by itself, so it has to be reachable by keyboard.
  const scrolls = { tabIndex: 0, role: 'group', 'aria-label': t('Table'), 'data-scrolls': true }
  return (
    <div className="help-table" {...scrolls}>
      <table>
        {isNamed ? (
          <thead>
            <tr>
              {token.header.map((cell, column) => (
                <th key={column} scope="col" className={cell.align === 'right' ? 'right' : undefined}>
                  {inlines(cell.tokens)}
                </th>
              ))}
            </tr>
          </thead>
        ) : null}
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={cell.align === 'right' ? 'right num' : undefined}>
                  {inlines(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
// biome-ignore-end lint/suspicious/noArrayIndexKey: as above

function Inline({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlines((token as Tokens.Strong).tokens)}</strong>
    case 'em':
      return <em>{inlines((token as Tokens.Em).tokens)}</em>
    case 'del':
      return <s>{inlines((token as Tokens.Del).tokens)}</s>
    case 'codespan':
      return (
        <code>
          <Marked text={(token as Tokens.Codespan).text} />
        </code>
      )
    case 'br':
      return <br />
    case 'link':
      return <Link token={token as Tokens.Link} />
    case 'image':
      return <Picture token={token as Tokens.Image} />
    case 'html':
      return /^<!--/.test(token.raw) ? null : token.raw
    default: {
      const { tokens, text } = token as Tokens.Text
      return tokens ? inlines(tokens) : <Marked text={text} />
    }
  }
}

function Link({ token }: { token: Tokens.Link }) {
  const { page } = usePage()
  const target = followLink(page.file, token.href)
  const words = inlines(token.tokens)
  if (target.kind === 'page') return <a href={formatHelpPlace(target)}>{words}</a>
  if (target.kind === 'outside')
    return (
      <a href={target.href} target="_blank" rel="noreferrer" title={target.href}>
        {words}
      </a>
    )
  if (target.kind === 'text') return words
  return <span title={t`In the source: ${target.file}`}>{words}</span>
}

function Picture({ token }: { token: Tokens.Image }) {
  const { page, theme } = usePage()
  const address = pictureAddress(relativeTo(page.file, token.href), theme)
  if (address === undefined) return <em>{token.text}</em>
  return <img src={address} alt={token.text} loading="lazy" width={1440} height={900} />
}

function Marked({ text }: { text: string }) {
  const { marked } = usePage()
  if (marked.length === 0) return text
  return piecesOf(text, marked).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
    <Fragment key={index}>{piece.found ? <mark>{piece.text}</mark> : piece.text}</Fragment>
  ))
}
