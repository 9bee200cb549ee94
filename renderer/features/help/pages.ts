/** The documentation as it lies in the repository, folded into the build: Help needs no network and is that of this very version. */
const texts = import.meta.glob<string>(
  [
    '../../../docs/**/*.md',
    '../../../CHANGELOG.md',
    '../../../CONTRIBUTING.md',
    '../../../demo/contoso/README.md',
  ],
  { query: '?raw', import: 'default', eager: true },
)
const pictures = import.meta.glob<string>('../../../docs/screenshots/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** Files that are called otherwise in the address than by their path in `docs/`. */
const otherNames: Readonly<Record<string, string>> = {
  'docs/README.md': 'contents',
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
  'demo/contoso/README.md': 'contoso',
}

export interface HelpPage {
  /** As addresses call it: `rules`, `connectors/ldap`. */
  readonly name: string
  /** Its path in the repository, which its links start from. */
  readonly file: string
  /** Markdown. */
  readonly text: string
}

const fromRoot = (path: string): string => path.replace(/^(\.\.\/)+/, '')

/** The name of a file's page, whether there is one or not. */
export const pageName = (file: string): string =>
  otherNames[file] ?? file.replace(/^docs\//, '').replace(/\.md$/, '')

export const helpPages: readonly HelpPage[] = Object.entries(texts).map(([path, text]) => {
  const file = fromRoot(path)
  return { name: pageName(file), file, text: withoutTwins(text) }
})

const byName = new Map(helpPages.map((page) => [page.name, page]))
export const helpPage = (name: string): HelpPage | undefined => byName.get(name)

const addresses = new Map(Object.entries(pictures).map(([path, address]) => [fromRoot(path), address]))

/** Where the page finds a picture of the documentation: that of the theme that is shown, where there are two. */
export function pictureAddress(file: string, theme: 'light' | 'dark'): string | undefined {
  return addresses.get(file.replace(/-light\.png$/, `-${theme}.png`)) ?? addresses.get(file)
}

/** A picture follows the theme here, so the link to its twin in the other one is left out. */
export function withoutTwins(text: string): string {
  return text.replaceAll(/\n?\(\[in dark\]\([^)\s]+\)\)/g, '')
}
