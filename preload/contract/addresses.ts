import type { ConnectorField, SystemDraft } from './connectors.ts'

type Filled = SystemDraft['fields']

/**
 * Labels of the addresses that lead elsewhere than those in use. What is kept to sign in was given for these: it goes nowhere else before a
 * person has typed it again. Another path of the same service is no other place, and neither is one server less.
 */
export function movedAddresses(fields: readonly ConnectorField[], filled: Filled, inUse: Filled): string[] {
  return fields
    .filter((field) => field.address && !leadsTo(textOf(field, filled), textOf(field, inUse)))
    .map(({ label }) => label)
}

/** Why a secret that is kept has to be typed again. */
export const typeAgain = (moved: readonly string[]): string =>
  `Type it again: ${moved.join(' and ')} ${moved.length === 1 ? 'leads' : 'lead'} elsewhere than before, and what is kept is not sent there.`

function textOf({ name, initial }: ConnectorField, filled: Filled): string {
  const text = String(filled[name] ?? '').trim()
  return text === '' ? (initial ?? '') : text
}

function leadsTo(text: string, inUse: string): boolean {
  const known = new Set(placesOf(inUse))
  return placesOf(text).every((place) => known.has(place))
}

/** One a line, as lists are filled in. */
const placesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^- /, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const url = URL.parse(line)
      return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.origin : line.toLowerCase()
    })
