import type { ConnectorErrorKind } from '../../spi/error.ts'

/** Why Active Directory refuses a sign-in: the `data` of its message 80090308. */
const bind: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  '525': ['there is no such account', 'Correct bindDn'],
  '52e': ['the account or its password is wrong', 'Check bindDn and enter the password again'],
  '52f': [
    'a restriction of the account forbids the sign-in',
    'Allow the account to sign in with a password from this machine',
  ],
  '530': ['the account may not sign in at this hour', 'Allow the hour in the logon hours of the account'],
  '531': [
    'the account may not sign in from this machine',
    'Add this machine to the workstations of the account',
  ],
  '532': [
    'the password of the account has expired',
    'Set a new password, and let it never expire for a service account',
  ],
  '533': ['the account is disabled', 'Enable the account'],
  '568': ['the account is in too many groups', 'Take the account out of groups'],
  '701': ['the account has expired', 'Set a later expiry date of the account'],
  '773': [
    'the password of the account must be changed first',
    'Set a password without "must change at next logon"',
  ],
  '775': ['the account is locked out', 'Unlock the account, and look for what signs in with an old password'],
}

/** `80090308: LdapErr: …, comment: AcceptSecurityContext error, data 52e, v1db1` → why and what to do. */
export function bindReason(message: string): readonly [why: string, advice: string] | undefined {
  const data = /\bdata ([0-9a-f]+)/i.exec(message)?.[1]?.toLowerCase()
  return data === undefined ? undefined : bind[data]
}

const policy = 'Choose a password that is long and mixed enough, and not one of the last'

/** Win32 codes that say more than the LDAP result they come with. */
const win32: Readonly<Record<string, readonly [ConnectorErrorKind, string, string]>> = {
  '0000052d': ['constraint', 'the password does not fulfil the policy of the domain', policy],
  '00000524': [
    'exists',
    'the account name is taken',
    'Join the existing account, or make sAMAccountName unique',
  ],
  '00000562': [
    'exists',
    'the member is in the group already',
    'Import the system again, synchronize, and review the change',
  ],
  '00000561': [
    'precondition',
    'the member is not in the group',
    'Import the system again, synchronize, and review the change',
  ],
  '000021c7': ['exists', 'the servicePrincipalName is taken in the forest', 'Make the value unique'],
  '000021c8': [
    'exists',
    'the userPrincipalName is taken in the forest',
    'Join the existing account, or make userPrincipalName unique',
  ],
  '00002098': [
    'permission',
    'the account lacks the right for it',
    'Delegate the right on this container to the account',
  ],
  '000020f7': ['precondition', 'the server does not know the watermark any more', 'Run a full import'],
}

/** `0000052D: Constraint violation - …` → kind, why and what to do; undefined for codes that say nothing new. */
export function activeDirectoryReason(
  message: string,
): readonly [ConnectorErrorKind, string, string] | undefined {
  const number = /^([0-9a-f]{8}): /i.exec(message)?.[1]?.toLowerCase()
  return number === undefined ? undefined : win32[number]
}
