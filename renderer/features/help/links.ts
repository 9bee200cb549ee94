import { helpPage, pageName } from './pages.ts'

/** Where a link of the documentation leads. */
export type LinkTarget =
  | { readonly kind: 'page'; readonly page: string; readonly heading: string | null }
  /** Out of the workbench: an https address. */
  | { readonly kind: 'outside'; readonly href: string }
  /** A file of the repository that Help does not have: of the source. */
  | { readonly kind: 'file'; readonly file: string }
  /** Nowhere: an address in an example, which only looks like a link. */
  | { readonly kind: 'text' }

/** Follows a link from the page that lies at `from` in the repository. */
export function followLink(from: string, href: string): LinkTarget {
  if (href.startsWith('https://')) return { kind: 'outside', href }
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return { kind: 'text' }
  const [path = '', fragment] = href.split('#', 2)
  const file = path === '' ? from : relativeTo(from, path)
  const page = pageName(file)
  if (helpPage(page)?.file !== file) return { kind: 'file', file }
  return { kind: 'page', page, heading: fragment ? decodeURIComponent(fragment) : null }
}

/** `docs/connectors/ldap.md` and `../rules.md` → `docs/rules.md` */
export function relativeTo(from: string, path: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
