import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { program } from '../../../main/cli/program.ts'
import { documentText, firstCells, sectionsOf } from './documents.ts'

/** What `--help` prints for a command, with what is added before and after. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text
}

/** The commands that do something, under the name they are called by: `archive list`. */
function leaves(command: Command, before = ''): [name: string, command: Command][] {
  return command.commands.flatMap((sub) => {
    const name = `${before}${sub.name()}`
    return sub.commands.length > 0 ? leaves(sub, `${name} `) : ([[name, sub]] as [string, Command][])
  })
}

/** A block of the help, such as `Options:`, up to the empty line. */
const block = (text: string, title: string): string =>
  new RegExp(`^${title}:\n((?:.+\n)*)`, 'm').exec(text)?.[1] ?? ''

const optionsIn = (text: string, title: string): string[] =>
  [...block(text, title).matchAll(/^ {2}(?:-[a-zA-Z], )?(--[a-z-]+)/gm)].map((match) => match[1]!)

const flagsOf = (section: string): string[] =>
  firstCells(section)
    .flatMap((cell) => /--[a-z-]+/.exec(cell) ?? [])
    .sort()

const sections = sectionsOf(documentText('docs/command-line.md'))
const top = helpOf(program)
const helps = new Map(leaves(program).map(([name, command]) => [name, helpOf(command)]))

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

test('every command shows examples of itself, and how its result is had as JSON', () => {
  for (const [name, text] of helps) {
    expect(block(text, 'Examples'), name).toMatch(new RegExp(`^  joinery ${name}( |$)`, 'm'))
    expect(optionsIn(text, 'Global Options'), name).toContain('--json')
  }
})
