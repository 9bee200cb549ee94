import { fromBase64, guidBytes, guidText, sidText, toBase64 } from '../binary.ts'
import { toCondition } from '../conversion.ts'
import { entry } from '../function-entry.ts'
import { any, binary, number, text } from '../parameter.ts'
import { thumbprint } from '../thumbprint.ts'

export const convertingFunctions = [
  entry({
    name: 'CBool',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation:
      'True for True, "True" and any number but zero; False for False, "False", zero and a missing value. Any other text is an error.',
    examples: [
      { expression: 'CBool([a] = [b])', attributes: { a: 'x', b: 'x' }, result: true },
      { expression: 'CBool([flag])', attributes: { flag: '0' }, result: false },
    ],
    call: ([value], site) => {
      if (value === undefined) return false
      return toCondition(value) ?? site.fail(0, value, 'must be a boolean, a number, "True" or "False"')
    },
  }),
  entry({
    name: 'CStr',
    dialects: ['entra', 'connect'],
    parameters: [text('value')],
    documentation: 'The value as text; booleans read True and False.',
    examples: [
      {
        expression: 'CStr([dn])',
        attributes: { dn: 'cn=Joe,dc=contoso,dc=com' },
        result: 'cn=Joe,dc=contoso,dc=com',
      },
      { expression: 'CStr([active])', attributes: { active: true }, result: 'True' },
      { expression: 'CStr([level])', attributes: { level: 7 }, result: '7' },
    ],
    call: ([value]) => value,
  }),
  entry({
    name: 'CNum',
    dialects: ['connect'],
    parameters: [number('value')],
    documentation: 'The number that a text is. Anything but a decimal number is an error; IsNumeric tells.',
    examples: [
      { expression: 'CNum("0042")', result: 42 },
      { expression: 'CNum([usn])', attributes: { usn: '9007199254740993' }, result: '9007199254740993' },
    ],
    call: ([value]) => value,
  }),
  entry({
    name: 'CRef',
    dialects: ['connect'],
    parameters: [text('value')],
    returns: 'reference',
    documentation: 'A text as a reference to an object.',
    examples: [
      {
        expression: 'CRef("CN=Pools,CN=RTC Service," & %Forest.LDAP%)',
        parameters: { 'Forest.LDAP': 'DC=fabrikam,DC=com' },
        result: 'CN=Pools,CN=RTC Service,DC=fabrikam,DC=com',
      },
    ],
    call: ([value]) => value,
  }),
  entry({
    name: 'CGuid',
    dialects: ['connect'],
    parameters: [text('GUID')],
    returns: 'binary',
    documentation:
      'The sixteen bytes of a GUID written with or without braces, as Active Directory keeps them.',
    examples: [
      {
        expression: 'CGuid("00001111-aaaa-2222-bbbb-3333cccc4444")',
        result: 'EREAAKqqIiK7uzMzzMxERA==',
      },
      { expression: 'IIF(IsGuid([a]),CGuid([a]),NULL)', attributes: { a: 'none' } },
    ],
    call: ([value], site) => {
      const bytes = guidBytes(value)
      return bytes ? toBase64(bytes) : site.fail(0, value, 'must be a GUID', 'IsGuid tells whether it is.')
    },
  }),
  entry({
    name: 'CBin',
    dialects: ['connect'],
    parameters: [text('value')],
    returns: 'binary',
    documentation: 'A text in Base64 as a binary value.',
    examples: [{ expression: 'CBin("AQID")', result: 'AQID' }],
    call: ([value], site) => {
      const bytes = fromBase64(value)
      return bytes ? toBase64(bytes) : site.fail(0, value, 'must be Base64')
    },
  }),
  entry({
    name: 'StringFromGuid',
    dialects: ['connect'],
    parameters: [binary('GUID')],
    documentation: 'A binary GUID as text.',
    examples: [
      {
        expression: 'StringFromGuid(CGuid("00001111-aaaa-2222-bbbb-3333cccc4444"))',
        result: '00001111-aaaa-2222-bbbb-3333cccc4444',
      },
    ],
    call: ([bytes], site) => guidText(bytes) ?? site.fail(0, toBase64(bytes), 'must have sixteen bytes'),
  }),
  entry({
    name: 'StringFromSid',
    dialects: ['connect'],
    parameters: [binary('ObjectSID')],
    documentation: 'A binary security identifier as text.',
    examples: [
      {
        expression: 'StringFromSid([objectSid])',
        attributes: { objectSid: 'AQUAAAAAAAUVAAAAoGXPfnhLm1/nfIdwr/1IAA==' },
        result: 'S-1-5-21-2127521184-1604012920-1887927527-4783535',
      },
    ],
    call: ([bytes], site) => sidText(bytes) ?? site.fail(0, toBase64(bytes), 'must be a security identifier'),
  }),
  entry({
    name: 'Thumbprint',
    dialects: ['connect'],
    parameters: [binary('value')],
    documentation: 'The SHA-1 hash of a binary value, in hexadecimal; of a certificate it is the thumbprint.',
    examples: [
      { expression: 'Thumbprint(CBin("aGVsbG8="))', result: 'AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D' },
    ],
    call: ([bytes]) => thumbprint(bytes),
  }),
  entry({
    name: 'Not',
    dialects: ['entra'],
    parameters: [any('source')],
    documentation:
      'False for True, "True" and any number but zero; True for everything else, a missing value included.',
    examples: [
      { expression: 'Not([accountDisabled])', attributes: { accountDisabled: 'True' }, result: false },
      { expression: 'Not([accountDisabled])', result: true },
    ],
    call: ([value]) => !(value !== undefined && toCondition(value) === true),
  }),
]
