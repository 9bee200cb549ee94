import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')

/** Made by tools, or not ours. */
const outside = new Set([
  'node_modules',
  '.git',
  '.node',
  '.demo',
  '.cache',
  'coverage',
  'release',
  'reports',
])

/** The files of the repository, relative to its root, with forward slashes. */
export function repositoryFiles(): string[] {
  const files: string[] = []
  const walk = (dir: string): void => {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`
      if (entry.isFile()) files.push(path)
      else if (entry.isDirectory() && !outside.has(entry.name) && !/^dist(-|$)/.test(entry.name)) walk(path)
    }
  }
  walk('')
  return files.sort()
}

export const documentText = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Heading → its text up to the next heading of the same or a higher level; code blocks hide their `#` lines. */
export function sectionsOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n')
  const headings: { title: string; level: number; line: number }[] = []
  let fenced = false
  lines.forEach((line, at) => {
    if (line.startsWith('```')) fenced = !fenced
    const heading = fenced ? null : /^(#+) (.+)$/.exec(line)
    if (heading !== null)
      headings.push({ level: heading[1]!.length, title: heading[2]!.replaceAll('`', ''), line: at })
  })
  return new Map(
    headings.map(({ title, level, line }, index) => {
      const next = headings.slice(index + 1).find((other) => other.level <= level)
      return [title, lines.slice(line + 1, next?.line).join('\n')]
    }),
  )
}

/** What stands in backticks in the first cell of each row of the tables. */
export const firstCells = (section: string): string[] =>
  section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!))

/** The code blocks of one kind, such as `yaml rule`. */
export const codeBlocks = (text: string, kind: string): string[] =>
  text
    .split(/^```/m)
    .filter((_, at) => at % 2 === 1)
    .filter((block) => block.startsWith(`${kind}\n`))
    .map((block) => block.slice(kind.length + 1))
