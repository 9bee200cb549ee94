/** What findings and failed writes of one cause have in common: the sentence without what belongs to one object only. */

interface Told {
  readonly code: string
  readonly message: string
  readonly place: string | null
}

/** Kinds that say everything by themselves: whom an object matches is of each object its own. */
const alike: ReadonlySet<string> = new Set([
  'ambiguous-join',
  'already-joined',
  'ambiguous-account',
  'join-decision-blocked',
  'drift',
  'source-removed',
])

/** Where the reason begins in the sentences that the product makes: before it stands the object. */
const reasonAfter: Readonly<Record<string, string>> = {
  'export-failed': ' was not written: ',
  'account-exists': ' was not written: ',
  'changed-meanwhile': ' was not written: ',
  'exported-change-not-reimported': ' on reading back: ',
  'no-unique-value': ' gets no account in ',
  'dn-missing': ' gets no account in ',
  'dn-taken': ' gets no account in ',
  'export-waits': ' waits ',
}

/** The cause of a finding in words; empty where its kind and attribute say it all. */
export function causeOfFinding({ code, message, place }: Told): string {
  if (alike.has(code)) return ''
  const after = reasonAfter[code]
  const at = after === undefined ? -1 : message.indexOf(after)
  if (after !== undefined && at >= 0)
    return causeText(message.slice(at + after.length), nameIn(message.slice(0, at)))
  const placed = place !== null && message.startsWith(`${place}: `)
  return causeText(placed ? message.slice(place.length + 2) : message, '')
}

/** `Anna Nowak: update` and `Anna Nowak` both speak of Anna Nowak. */
const nameIn = (before: string): string => before.replace(/: [a-z]+( of \S+)?$/, '')

const dn = /(?:[A-Za-z][\w.-]*=(?:\\.|[^,\\"=])+,\s?)+[A-Za-z][\w.-]*=[^\s,;:()"']+/g
const quoted = /(?<!(?:rule|key of) )"[^"]*"/g
const list = /\((?!rule )[^()]*,[^()]*\)/g
const line = /\blines? \d+/g
const address = /[^\s"'(),;]+@[^\s"'(),;]+/g
const ofAnObject = /, object [^)]+\)/g
/** Numbers of accounts and days; not the codes that systems give to kinds of errors. */
const numbered = /(?<![\w-])(?!0x|DSID-|[0-9A-F]{8}\b)[\w.-]*\d[\w.-]*(?![\w-])/g

/**
 * An error's words with what differs from object to object left out: DNs, quoted values, addresses, numbers of more than three digits, and the
 * object's own name.
 */
export function causeText(text: string, name: string): string {
  const named = name.length > 2 ? text.replaceAll(name, '…') : text
  return named
    .replace(quoted, '…')
    .replace(dn, '…')
    .replace(ofAnObject, ', object …)')
    .replace(list, '(…)')
    .replace(address, '…')
    .replace(line, (found) => found.replace(/\d+/, '…'))
    .replace(numbered, (found) => (found.length > 3 ? '…' : found))
    .trim()
}

/** A cause as the contract names it. */
export interface CauseName {
  readonly code: string
  readonly attribute: string | null
  readonly text: string
}

export const causeKey = ({ code, attribute, text }: CauseName): string =>
  JSON.stringify([code, attribute, text])

export function parseCause(key: string): CauseName | undefined {
  try {
    const [code, attribute, text] = JSON.parse(key) as [string, string | null, string]
    return typeof code === 'string' && typeof text === 'string' ? { code, attribute, text } : undefined
  } catch {
    return undefined
  }
}

/** A write fails as a whole: which of its attributes is to blame its error says, if anything does. */
const ofWholeWrites: ReadonlySet<string> = new Set([
  'export-failed',
  'account-exists',
  'changed-meanwhile',
  'rejected-row',
])

export const isFailedWrite = (code: string): boolean => code === 'export-failed' || code === 'account-exists'

export function causeNameOf(finding: Told & { readonly attribute: string | null }): CauseName {
  const { code, attribute } = finding
  return { code, attribute: ofWholeWrites.has(code) ? null : attribute, text: causeOfFinding(finding) }
}
