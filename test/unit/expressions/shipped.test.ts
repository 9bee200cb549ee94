import { describe, expect, test } from 'vitest'
import type { Value } from '../../../connectors/spi/value.ts'
import { connect } from './evaluate.ts'

/** Expressions as the rules that Entra Connect comes with have them, letter by letter. */
const shipped = {
  userFiltered: String.raw`IIF(IsPresent([isCriticalSystemObject]) || IsPresent([sAMAccountName]) = False || [sAMAccountName] = "SUPPORT_388945a0" || Left([mailNickname], 14) = "SystemMailbox{" || Left([sAMAccountName], 4) = "AAD_" || (Left([mailNickname], 4) = "CAS_" && (InStr([mailNickname], "}") > 0)) || (Left([sAMAccountName], 4) = "CAS_" && (InStr([sAMAccountName], "}") > 0)) || Left([sAMAccountName], 5) = "MSOL_" || CBool(IIF(IsPresent([msExchRecipientTypeDetails]),BitAnd([msExchRecipientTypeDetails],&H21C07000) > 0,NULL)) || CBool(InStr(DNComponent(CRef([dn]),1),"\\0ACNF:")>0), True, NULL)`,
  contactFiltered: String.raw`IIF(IsPresent([isCriticalSystemObject]) || ( (InStr([displayName], "(MSOL)") > 0) && (CBool([msExchHideFromAddressLists]))) || (Left([mailNickname], 4) = "CAS_" && (InStr([mailNickname], "}") > 0)) || CBool(InStr(DNComponent(CRef([dn]),1),"\\0ACNF:")>0), True, NULL)`,
  mailEnabled: `IIF(( (IsPresent([proxyAddresses]) = True) && (Contains([proxyAddresses], "SMTP:") > 0) && (InStr(Item([proxyAddresses], Contains([proxyAddresses], "SMTP:")), "@") > 0)) ||  (IsPresent([mail]) = True && (InStr([mail], "@") > 0)), True, False)`,
  reasonFiltered: `IIF((IsPresent([reasonFiltered]) = True) && (InStr([reasonFiltered], "WriteBackOutOfScope") > 0 || InStr([reasonFiltered], "SoftDelete") > 0), "DeleteThisGroupInAD", [reasonFiltered])`,
  sourceAnchorBinary: `
      IIF(IsPresent([msExchRecipientTypeDetails]),
          IIF([msExchRecipientTypeDetails]=2,NULL,
              IIF("mS-DS-ConsistencyGuid"="mS-DS-ConsistencyGuid",
                  IIF(IsPresent([mS-DS-ConsistencyGuid]),[mS-DS-ConsistencyGuid],[objectGUID]),
                  NULL)),
          IIF("mS-DS-ConsistencyGuid"="mS-DS-ConsistencyGuid",
              IIF(IsPresent([mS-DS-ConsistencyGuid]),[mS-DS-ConsistencyGuid],[objectGUID]),
              NULL))
      `,
  accountEnabled: 'IIF(BitAnd([userAccountControl],2)=0,True,False)',
  description: 'IIF(IsNullOrEmpty([description]),NULL,Left(Trim(Item([description],1)),448))',
  pwdLastSet:
    'IIF(IsPresent([pwdLastSet]),CStr(FormatDateTime(DateFromNum([pwdLastSet]),"yyyyMMddHHmmss.0Z")),NULL)',
  sourceObjectType:
    'IIF(IsPresent([msExchRecipientTypeDetails]), IIF([msExchRecipientTypeDetails]=2, NULL, "User"), "User")',
  memberCount: 'ValueCount("member")',
} as const

type Case = [
  expression: keyof typeof shipped,
  what: string,
  attributes: Record<string, Value>,
  expected: Value | undefined,
]

const anna = { sAMAccountName: 'anna', dn: 'CN=Anna,OU=People,DC=contoso,DC=com' }
const contact = { displayName: 'Anna', mailNickname: 'anna', dn: 'CN=Anna,OU=Contacts,DC=contoso,DC=com' }

describe('expressions of the rules that Entra Connect comes with', () => {
  test.each<Case>([
    ['userFiltered', 'a person', anna, undefined],
    ['userFiltered', 'a critical object', { ...anna, isCriticalSystemObject: true }, true],
    ['userFiltered', 'no account name', { dn: anna.dn }, true],
    ['userFiltered', 'the support account', { ...anna, sAMAccountName: 'SUPPORT_388945a0' }, true],
    ['userFiltered', 'a system mailbox', { ...anna, mailNickname: 'SystemMailbox{1f}' }, true],
    ['userFiltered', 'a mailbox of another kind', { ...anna, mailNickname: 'anna' }, undefined],
    ['userFiltered', 'the account of the synchronization', { ...anna, sAMAccountName: 'AAD_1234' }, true],
    ['userFiltered', 'the account of an earlier one', { ...anna, sAMAccountName: 'MSOL_1234' }, true],
    ['userFiltered', 'a client access server', { ...anna, mailNickname: 'CAS_{1f}' }, true],
    ['userFiltered', 'one that is only called so', { ...anna, sAMAccountName: 'CAS_anna' }, undefined],
    ['userFiltered', 'an arbitration mailbox', { ...anna, msExchRecipientTypeDetails: 8_388_608 }, true],
    ['userFiltered', 'a user mailbox', { ...anna, msExchRecipientTypeDetails: 1 }, undefined],
    [
      'userFiltered',
      'one that lost a conflict of replication',
      { ...anna, dn: String.raw`CN=Anna\0ACNF:1f3a,OU=People,DC=contoso,DC=com` },
      true,
    ],
    ['contactFiltered', 'a contact', contact, undefined],
    [
      'contactFiltered',
      'a hidden contact of the service',
      { ...contact, displayName: 'Anna (MSOL)', msExchHideFromAddressLists: true },
      true,
    ],
    [
      'contactFiltered',
      'a contact of the service that is seen',
      { ...contact, displayName: 'Anna (MSOL)', msExchHideFromAddressLists: false },
      undefined,
    ],
    [
      'contactFiltered',
      'a contact of the service, not said',
      { ...contact, displayName: '(MSOL)' },
      undefined,
    ],
    ['mailEnabled', 'a primary address', { proxyAddresses: ['smtp:a@x', 'SMTP:b@x'] }, true],
    ['mailEnabled', 'a primary address without @', { proxyAddresses: ['SMTP:b'] }, false],
    ['mailEnabled', 'mail alone', { mail: 'a@x' }, true],
    ['mailEnabled', 'nothing', {}, false],
    ['reasonFiltered', 'a reason', { reasonFiltered: 'SoftDelete' }, 'DeleteThisGroupInAD'],
    ['reasonFiltered', 'another reason', { reasonFiltered: 'x' }, 'x'],
    ['reasonFiltered', 'no reason', {}, undefined],
    [
      'sourceAnchorBinary',
      'a linked mailbox',
      { msExchRecipientTypeDetails: 2, objectGUID: 'AA==' },
      undefined,
    ],
    ['sourceAnchorBinary', 'no mailbox', { objectGUID: 'AA==' }, 'AA=='],
    ['sourceAnchorBinary', 'its own', { objectGUID: 'AA==', 'mS-DS-ConsistencyGuid': 'BB==' }, 'BB=='],
    ['accountEnabled', 'enabled', { userAccountControl: 512 }, true],
    ['accountEnabled', 'disabled', { userAccountControl: 514 }, false],
    ['description', 'several', { description: [' one ', 'two'] }, 'one'],
    ['description', 'none', {}, undefined],
    ['pwdLastSet', 'a time', { pwdLastSet: '130820064000000000' }, '20150722024000.0Z'],
    ['sourceObjectType', 'no mailbox', {}, 'User'],
    ['sourceObjectType', 'a linked mailbox', { msExchRecipientTypeDetails: 2 }, undefined],
    ['memberCount', 'two', { member: ['a', 'b'] }, 2],
  ])('%s: %s', (name, _what, attributes, expected) => {
    expect(connect(shipped[name], attributes)).toEqual(expected)
  })
})
