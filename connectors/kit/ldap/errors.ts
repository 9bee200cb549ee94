import { ConnectorError, type ConnectorErrorKind } from '../../spi/error.ts'
import { activeDirectoryReason, bindReason } from './ad-codes.ts'
import type { LdapResult } from './answer.ts'

/** Result codes the code of the connectors asks for by name. */
export const code = {
  success: 0,
  sizeLimitExceeded: 4,
  compareFalse: 5,
  compareTrue: 6,
  referral: 10,
  unavailableCriticalExtension: 12,
  noSuchAttribute: 16,
  attributeOrValueExists: 20,
  noSuchObject: 32,
  insufficientAccessRights: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
  notAllowedOnNonLeaf: 66,
  entryAlreadyExists: 68,
  assertionFailed: 122,
} as const

type Meaning = readonly [kind: ConnectorErrorKind, name: string, why: string, advice: string]

const importAgain = 'Import the system again, synchronize, and review the change'
const schemaAdvice = 'Correct the rule that writes it, or the schema of the server'
const report = 'Look into the log of the server; if it finds nothing wrong, report this with the run history'

/** Every result code of RFC 4511 and its registered extensions. */
const meanings: Readonly<Record<number, Meaning>> = {
  1: ['internal', 'operationsError', 'the server could not carry out the operation', report],
  2: ['internal', 'protocolError', 'the server does not understand the request', report],
  3: [
    'timeout',
    'timeLimitExceeded',
    "the server's time limit was reached",
    'Raise the time limit for the account, narrow the base or the filter, or index the attributes of the filter',
  ],
  4: [
    'permission',
    'sizeLimitExceeded',
    'the server gives this account no more entries than it did',
    'Raise the size limit for the account on the server (OpenLDAP: limits … size=unlimited size.prtotal=unlimited); nothing was taken as deleted',
  ],
  5: ['precondition', 'compareFalse', 'the compared value is another one', importAgain],
  6: ['precondition', 'compareTrue', 'the compared value is this one', importAgain],
  7: [
    'config',
    'authMethodNotSupported',
    'the server does not offer this way to sign in',
    'Allow simple binds over TLS on the server',
  ],
  8: [
    'config',
    'strongerAuthRequired',
    'the server asks for an encrypted connection',
    'Set security to ldaps or starttls',
  ],
  10: [
    'config',
    'referral',
    'another server is responsible',
    'Connect to the server named in the message, or correct baseDns',
  ],
  11: [
    'permission',
    'adminLimitExceeded',
    'a limit of the server was reached',
    'Raise the limits of the server for this account, or lower pageSize',
  ],
  12: [
    'precondition',
    'unavailableCriticalExtension',
    'the server does not offer a needed extension',
    'Run the check of the system: it names what the server lacks',
  ],
  13: [
    'config',
    'confidentialityRequired',
    'the server asks for an encrypted connection',
    'Set security to ldaps or starttls',
  ],
  14: ['config', 'saslBindInProgress', 'a sign-in is not finished', report],
  16: ['precondition', 'noSuchAttribute', 'the attribute or the value is not there any more', importAgain],
  17: ['config', 'undefinedAttributeType', 'the server does not know the attribute', schemaAdvice],
  18: [
    'config',
    'inappropriateMatching',
    'the attribute cannot be compared in this way',
    'Correct the filter or the join that searches by it',
  ],
  19: [
    'constraint',
    'constraintViolation',
    'a value breaks a rule of the server',
    'Correct the value: length, uniqueness and password rules are the usual ones',
  ],
  20: ['exists', 'attributeOrValueExists', 'the value is there already', importAgain],
  21: [
    'constraint',
    'invalidAttributeSyntax',
    'a value does not have the form the attribute asks for',
    'Correct the value or the flow that builds it',
  ],
  32: [
    'notFound',
    'noSuchObject',
    'there is no such entry',
    'Import the system again: the entry, or the container above it, was deleted or moved there',
  ],
  33: ['constraint', 'aliasProblem', 'an alias leads nowhere', 'Correct the alias in the directory'],
  34: [
    'constraint',
    'invalidDNSyntax',
    'the DN is not well-formed',
    'Correct the flow that builds the DN, or the base DN',
  ],
  35: ['constraint', 'isLeaf', 'an entry cannot be below this one', 'Choose another container'],
  36: [
    'permission',
    'aliasDereferencingProblem',
    'an alias may not be followed',
    'Give the account the right to read the target of the alias',
  ],
  48: [
    'auth',
    'inappropriateAuthentication',
    'the account cannot sign in with a password',
    'Give the account a password, or enter another bindDn',
  ],
  49: [
    'auth',
    'invalidCredentials',
    'the account or its password is wrong',
    'Check bindDn and enter the password again',
  ],
  50: [
    'permission',
    'insufficientAccessRights',
    'the account lacks the right for it',
    'Give the account the right on this entry and attribute, or leave it out of the rules',
  ],
  51: ['throttled', 'busy', 'the server is busy', 'Try again when the server has less to do'],
  52: [
    'connection',
    'unavailable',
    'the server is shutting down or not ready',
    'Wait until the server is up, or add another host',
  ],
  53: [
    'constraint',
    'unwillingToPerform',
    'the server refuses it',
    'Follow what the server says: a policy forbids the change, or the value needs another form',
  ],
  54: [
    'config',
    'loopDetect',
    'servers or aliases refer to each other',
    'Correct the referrals or aliases in the directory',
  ],
  64: [
    'constraint',
    'namingViolation',
    'an entry of this kind cannot have this name or be there',
    'Correct the flow that builds the DN',
  ],
  65: [
    'constraint',
    'objectClassViolation',
    'the entry would break its object classes',
    'Add the attribute the message names, or take out the one its classes do not allow',
  ],
  66: [
    'constraint',
    'notAllowedOnNonLeaf',
    'there are entries below it',
    'Move or delete what is below it first',
  ],
  67: [
    'constraint',
    'notAllowedOnRDN',
    'the value is part of the name of the entry',
    'Rename the entry instead: change its DN',
  ],
  68: [
    'exists',
    'entryAlreadyExists',
    'there is an entry with this name',
    'Import the system and join the existing entry, or make the name unique',
  ],
  69: [
    'constraint',
    'objectClassModsProhibited',
    'the classes of an entry cannot be changed like this',
    'Delete the entry and add it with the right classes',
  ],
  71: [
    'constraint',
    'affectsMultipleDSAs',
    'the new place is on another server',
    'Move the entry within one naming context',
  ],
  76: ['permission', 'virtualListViewError', 'the list cannot be shown in this way', report],
  80: ['internal', 'other', 'the server failed', report],
  118: ['connection', 'canceled', 'the operation was cancelled on the server', 'Start the step again'],
  119: ['internal', 'noSuchOperation', 'the server does not know the operation any more', report],
  120: ['internal', 'tooLate', 'the operation could not be cancelled any more', report],
  121: ['internal', 'cannotCancel', 'the operation cannot be cancelled', report],
  122: ['precondition', 'assertionFailed', 'the entry is not what it was at the import', importAgain],
  123: [
    'permission',
    'authorizationDenied',
    'the account may not act for another',
    'Give the account the right of proxy authorization',
  ],
  4096: [
    'precondition',
    'syncRefreshRequired',
    'the server cannot say what changed since',
    'Run a full import',
  ],
}

/** The ways a server says that its disk or database is full; the code is 1, 11, 51, 53 or 80, by server. */
const full =
  /no space|disk.{0,12}full|not enough (?:disk )?space|insufficient disk|MDB_MAP_FULL|mapsize|0*70: /i
/** All that OpenLDAP says of a full database, and of few other things. */
const notStored =
  /^(entry (store|update)|index (generation|delete)|add_id2entry|internal error).{0,20}failed/i
const readOnly = /read[- ]?only|operation restricted|restricted to read/i

/**
 * A result that is no success, as an error: what was done where, the server's words, and what to do. `doing` reads like `The search below` or
 * `Changing`; `where` is a DN or the server.
 */
export function ldapError(result: LdapResult, doing: string, where: string): ConnectorError {
  const [kind, why, advice] = judge(result, doing)
  const system = systemWords(result)
  const to = result.referrals.length > 0 ? ` (${result.referrals.join(', ')})` : ''
  const said = result.message === '' ? '' : `. The server says: ${result.message}`
  return new ConnectorError(kind, `${doing} ${where} failed: ${why}${to}${said}`, { advice, where, system })
}

function judge(result: LdapResult, doing: string): readonly [ConnectorErrorKind, string, string] {
  const { code: number, message } = result
  if (full.test(message))
    return [
      'constraint',
      'the disk or the database of the server is full',
      'Free or add disk space on the server (or raise its database size), then start the step again',
    ]
  if (notStored.test(message))
    return [
      'constraint',
      'the server could not store it: most often the disk or the database of the server is full',
      'Look into the log of the server; free or add disk space there (OpenLDAP: raise maxsize), then start the step again',
    ]
  if (number === code.unwillingToPerform && readOnly.test(message))
    return [
      'permission',
      'the server is read-only',
      'Connect to a server that takes changes: put it first in hosts, or end the read-only mode',
    ]
  if (number === 49) {
    const reason = bindReason(message)
    if (reason) return ['auth', ...reason]
  }
  const reason = activeDirectoryReason(message)
  if (reason) return reason
  const known = meanings[number]
  if (known === undefined) return ['internal', `the server answers with the code ${number}`, report]
  if (number === code.referral && !doing.startsWith('The search'))
    return [
      'config',
      'this server holds a copy that cannot be written; another server takes changes',
      'Put the server named in the message first in hosts',
    ]
  return [known[0], known[2], known[3]]
}

/** `50 insufficientAccessRights: 00002098: SecErr: …`. */
function systemWords({ code: number, message }: LdapResult): string {
  return `${number} ${meanings[number]?.[1] ?? 'unknown'}${message === '' ? '' : `: ${message}`}`
}
