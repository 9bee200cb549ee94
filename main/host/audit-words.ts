import { counted } from './wording.ts'

type Details = Readonly<Record<string, unknown>>

/** The kinds of entries in words, as a list shows them. */
const kinds: Readonly<Record<string, string>> = {
  'approval-returned': 'Returned to review',
  'audit-pruned': 'Audit pruned',
  checkpoint: 'Checkpoint',
  'checkpoint-failed': 'Checkpoint failed',
  'configuration-activated': 'Configuration',
  confirmation: 'Read back',
  decision: 'Decision',
  'decision-taken-back': 'Decision taken back',
  'drift-decided': 'Drift decided',
  export: 'Written',
  'export-conflict': 'Not written',
  'implausible-accepted': 'Read believed',
  'join-decision': 'Join decision',
  'join-decision-ended': 'Join decision ended',
  'join-decision-withdrawn': 'Join decision withdrawn',
  'limit-overridden': 'Limit passed',
  'profile-ended': 'Profile ended',
  'profile-started': 'Profile started',
  'run-ended': 'Step ended',
  'run-interrupted': 'Step interrupted',
  'run-started': 'Step started',
  'secret-used': 'Secret used',
  'session-ended': 'Session ended',
  'session-started': 'Session started',
  'signing-key-made': 'Signing key made',
  'stepped-aside': 'Name set aside',
  'stepped-back': 'Name given back',
  'undo-planned': 'Undo planned',
  'write-begun': 'Writing begun',
}

/** `Written`, of `export`; of a kind that is not known here its own name. */
export const auditKind = (event: string): string => kinds[event] ?? capital(event.replaceAll('-', ' '))

/**
 * What an entry tells, as a sentence.
 * @param title the system's title, of its number or its name
 */
export function auditWords(
  event: string,
  details: Details,
  title: (system: unknown) => string | undefined,
): string {
  const tell = sentences[event]
  return tell === undefined ? plain(details) : tell(details, title(details.system) ?? 'a system')
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const count = (value: unknown): number =>
  typeof value === 'number' ? value : Array.isArray(value) ? value.length : 0
const changes = (value: unknown): string => counted(count(value), 'change')
const because = ({ reason }: Details): string => (text(reason) === '' ? '' : `: ${text(reason)}`)
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
/** Of a SCIM extension's path the last part, which people know it by. */
const short = (attribute: unknown): string => text(attribute).replace(/^urn:.*:/, '')
const who = ({ name, object }: Details): string => text(name) || text(object) || 'an object'

const joinWords: Readonly<Record<string, string>> = {
  join: 'is the account of',
  disconnect: 'is nobody’s account',
  project: 'is a new person',
}

const joinSentence = (details: Details): string => {
  const identity = text(details.identityName)
  const word = joinWords[text(details.decision)] ?? text(details.decision)
  return `${text(details.object)} ${word}${identity === '' ? '' : ` ${identity}`}`
}

/** `; hr removed, ad changed (hosts, port)` */
function systemsSaid({ systemsAdded, systemsRemoved, systemsChanged }: Details): string {
  const said = [
    ...(count(systemsAdded) > 0 ? [`${texts(systemsAdded)} added`] : []),
    ...(count(systemsRemoved) > 0 ? [`${texts(systemsRemoved)} removed`] : []),
    ...Object.entries((systemsChanged ?? {}) as Details).map(
      ([name, settings]) => `${name} changed (${texts(settings)})`,
    ),
  ]
  return said.length === 0 ? '' : `; ${said.join(', ')}`
}

const sentences: Readonly<Record<string, (details: Details, system: string) => string>> = {
  'approval-returned': (d) => `${changes(d.changes)} put back into review: ${texts(d.reasons)}`,
  'audit-pruned': (d) => `Entries ${text(d.first)} to ${text(d.through)} went into ${text(d.archive)}`,
  checkpoint: (d) => `The audit was signed up to entry ${text(d.entry)}`,
  'checkpoint-failed': (d) => `No checkpoint could be made: ${text(d.message)}`,
  'configuration-activated': (d) =>
    `Version ${text(d.version)} of the configuration holds from here on, ${counted(count(d.rules), 'rule')}${systemsSaid(d)}`,
  confirmation: (d, system) => {
    const missing = count(d.unconfirmed)
    return `${changes(d.confirmed)} found as written in ${system}${missing === 0 ? '' : `, ${counted(missing, 'change')} not`}`
  },
  decision: (d) => `${changes(d.changes)} ${text(d.decision)}${because(d)}`,
  'decision-taken-back': (d) => `A decision over ${changes(d.changes)} was taken back`,
  'drift-decided': (d, system) =>
    `${who(d)}: what was changed outside ${system === 'a system' ? '' : `in ${system} `}is ${d.decision === 'accept' ? 'accepted' : 'to be set right'}${because(d)}`,
  export: (d, system) => {
    const list = Array.isArray(d.changes) ? (d.changes as Details[]) : []
    const [first] = list
    if (d.ok === false) return `${who(d)} was not written to ${system}: ${text(d.error)}`
    if (list.length === 1 && first !== undefined)
      return text(first.attribute) === ''
        ? `${who(d)} in ${system}: ${text(first.operation)}`
        : `${who(d)} in ${system}: ${short(first.attribute)} ${shown(first.old)} → ${shown(first.new)}`
    return `${who(d)} in ${system}: ${list.map((one) => short(one.attribute) || text(one.operation)).join(', ')}`
  },
  'export-conflict': (d, system) =>
    `${who(d)} was not written: ${system} holds something else than when it was approved`,
  'implausible-accepted': (d) => `A read that did not look like the last ones was believed${because(d)}`,
  'join-decision': (d) => `${joinSentence(d)}${because(d)}`,
  'join-decision-ended': (d) => `${joinSentence(d)}: no longer, ${text(d.why)}`,
  'join-decision-withdrawn': (d) => `${text(d.object)} was handed back to the rules${because(d)}`,
  'limit-overridden': (d) =>
    `The limit ${text(d.limit)} was passed, ${text(d.count)} of ${text(d.allowed)} allowed${because(d)}`,
  'profile-ended': (d) =>
    `${text(d.profile)} ${text(d.state)} at step ${text(d.step)} of ${text(d.steps)}${text(d.message) === '' ? '' : `: ${text(d.message)}`}`,
  'profile-started': (d) => `${text(d.profile)} started: ${texts(d.steps)}`,
  'run-ended': (d, system) =>
    `${capital(text(d.step))}${d.system == null ? '' : ` of ${system}`} ${text(d.state)}${text(d.message) === '' ? '' : `: ${text(d.message)}`}`,
  'run-interrupted': (d) => `Run ${text(d.run)} was cut off by the end of the program`,
  'run-started': (d, system) =>
    `${capital(text(d.step))}${d.system == null ? '' : ` of ${system}`} started${text(d.mode) === '' ? '' : ` (${text(d.mode)})`}${text(d.profile) === '' ? '' : `, a step of ${text(d.profile)}`}`,
  'secret-used': (d, system) => `To sign in to ${system}: ${texts(d.secrets)}`,
  'session-ended': (d) => `Session ${text(d.session)} ended`,
  'session-started': (d) => `Session ${text(d.session)} started`,
  'signing-key-made': (d) => `A key to sign checkpoints with: ${text(d.key)}`,
  'stepped-aside': (d, system) => `${who(d)} in ${system} gave way to a name for a moment`,
  'stepped-back': (d, system) =>
    d.changed === true
      ? `${who(d)} in ${system} was given another ${text(d.attribute)} by somebody else meanwhile`
      : `${who(d)} in ${system} got no new ${text(d.attribute)} and has the one it had`,
  'undo-planned': (d) => `${changes(d.changes)} planned to take back what run ${text(d.run)} wrote`,
  'write-begun': (d, system) => `${changes(d.changes)} about to be written to ${system}`,
}

const texts = (value: unknown): string => (Array.isArray(value) ? value.map(text).join(', ') : text(value))

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  const line = Array.isArray(value) ? texts(value) : text(value)
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** An entry of a kind that is not known here: what it says, one after the other. */
const plain = (details: Details): string =>
  Object.entries(details)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ')
