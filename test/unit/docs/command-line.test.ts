import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { parallel } from '../../../connectors/kit/parallel.ts'
import { documentText, firstCells, root, sectionsOf } from './documents.ts'

const run = promisify(execFile)

/** What `--help` prints for a command; stripping types is a flag on the oldest Node that is supported. */
async function help(...command: string[]): Promise<string> {
  const program = join(root, 'main/cli/joinery.ts')
  const flags = ['--experimental-strip-types', '--no-warnings']
  const { stdout } = await run(process.execPath, [...flags, program, ...command, '--help'])
  return stdout
}

/** A block of the help, such as `Options:`, up to the empty line. */
const block = (text: string, title: string): string =>
  new RegExp(`^${title}:\n((?:.+\n)*)`, 'm').exec(text)?.[1] ?? ''

const commandsIn = (text: string): string[] =>
  [...block(text, 'Commands').matchAll(/^ {2}([a-z]+)/gm)].map((m) => m[1]!).filter((name) => name !== 'help')

const optionsIn = (text: string, title: string): string[] =>
  [...block(text, title).matchAll(/^ {2}(?:-[a-zA-Z], )?(--[a-z-]+)/gm)].map((match) => match[1]!)

const flagsOf = (section: string): string[] =>
  firstCells(section)
    .flatMap((cell) => /--[a-z-]+/.exec(cell) ?? [])
    .sort()

const sections = sectionsOf(documentText('docs/command-line.md'))
let top = ''
const helps = new Map<string, string>()

/** A few at once: each is a program that starts. */
async function helpOf(commands: readonly (readonly string[])[]): Promise<void> {
  const run = async (command: readonly string[]) => [command.join(' '), await help(...command)] as const
  for await (const [name, text] of parallel(commands, 3, run, new AbortController().signal))
    helps.set(name, text)
}

beforeAll(async () => {
  top = await help()
  await helpOf(commandsIn(top).map((name) => [name]))
  for (const [name, text] of [...helps]) {
    const below = commandsIn(text)
    if (below.length > 0) helps.delete(name)
    await helpOf(below.map((sub) => [name, sub]))
  }
})

test('every command has a section, and every section of a command is one', () => {
  expect(helps.size).toBeGreaterThan(10)
  const described = [...documentText('docs/command-line.md').matchAll(/^### (.+)$/gm)].map((m) => m[1]!)
  expect(described.sort()).toEqual([...helps.keys()].sort())
})

test('the options of a command are those of its table', () => {
  for (const [name, text] of helps) {
    const options = optionsIn(text, 'Options').filter((option) => option !== '--help')
    expect(flagsOf(sections.get(name) ?? ''), name).toEqual(options.sort())
  }
})

test('the options of every command are those of the first table', () => {
  expect(flagsOf(sections.get('Options of every command') ?? '')).toEqual(optionsIn(top, 'Options').sort())
})

test('the exit codes are those the program names', () => {
  const line = /Exit codes: (.+)\./.exec(top)?.[1] ?? ''
  const told = line.split(', ').flatMap((part) => /^\d(?= )/.exec(part) ?? [])
  const rows = [...(sections.get('Exit codes') ?? '').matchAll(/^\| (\d) \|/gm)].map((match) => match[1]!)
  expect(rows).toEqual(['0', '1', '2', '3', '4'])
  expect(told).toEqual(rows)
})
