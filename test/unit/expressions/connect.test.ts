import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { RaisedError } from '../../../main/expressions/error.ts'
import { authoritativeNull, ignoreThisFlow } from '../../../main/expressions/flow-signal.ts'
import { exampleCertificate } from '../../../main/expressions/functions/example-certificate.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'
import { connect, environment, errorOf, outcomeOf } from './evaluate.ts'

const mails = { m: ['SMTP:a@x', 'SIP:a@x', 'smtp:b@x'] }

describe('signals to the flow', () => {
  test.each([
    ['IgnoreThisFlow', ignoreThisFlow],
    ['authoritativenull', authoritativeNull],
    ['IIF([a]="x",[a],IgnoreThisFlow)', ignoreThisFlow],
    ['IIF(True,AuthoritativeNull,[a])', authoritativeNull],
    ['Switch(IsPresent([a]),[a],True,IgnoreThisFlow)', ignoreThisFlow],
    ['With($x,[a],IIF(IsNull($x),AuthoritativeNull,$x))', authoritativeNull],
    ['Select($x,[m],IIF(InStr($x,"SIP:")=1,IgnoreThisFlow,$x))', ignoreThisFlow],
    ['(IgnoreThisFlow)', ignoreThisFlow],
  ])('%s', (expression, signal) => {
    expect(outcomeOf(expression, mails)).toBe(signal)
    expect(connect(expression, mails)).toBeUndefined()
  })
  test('the branch that is not taken says nothing', () => {
    expect(outcomeOf('IIF(True,"x",IgnoreThisFlow)')).toBe('x')
  })
  test('come through Switch and Coalesce of entra, too', () => {
    expect(outcomeOf('Switch("a","", "a", IgnoreFlowIfNullOrEmpty([x]))', {}, 'entra')).toBe(ignoreThisFlow)
    expect(outcomeOf('Coalesce(IgnoreFlowIfNullOrEmpty([x]), "b")', {}, 'entra')).toBe(ignoreThisFlow)
    expect(outcomeOf('IIF(True,IgnoreFlowIfNullOrEmpty([x]),"")', {}, 'entra')).toBe(ignoreThisFlow)
  })
  test.each([
    ['Trim(IgnoreThisFlow)', 'Trim: argument 1 (source) must be a value: IgnoreThisFlow'],
    ['IsNull(AuthoritativeNull)', 'must be a value: AuthoritativeNull'],
    ['"a" & IgnoreThisFlow', 'IgnoreThisFlow cannot be a side of &'],
    ['IgnoreThisFlow = NULL', 'IgnoreThisFlow cannot be a side of ='],
    ['IgnoreThisFlow && True', 'IgnoreThisFlow cannot be a side of &&'],
    ['IIF(IgnoreThisFlow,1,2)', 'must be a value: IgnoreThisFlow'],
    ['Switch(IgnoreThisFlow,1)', 'must be True, False or a number: IgnoreThisFlow'],
    ['Where($x,[m],IgnoreThisFlow)', 'must be True, False or a number: IgnoreThisFlow'],
    ['Count(IIF(True,IgnoreThisFlow,[m]))', 'must be a value: IgnoreThisFlow'],
    ['IIF(InStr([m],"SIP:")=1,IgnoreThisFlow,[m])', 'over several values: IgnoreThisFlow'],
  ])('%s is an error: a function works on values', (expression, message) => {
    expect(errorOf(expression, mails, 'connect').message).toContain(message)
  })
  test('Error() speaks in the words of its author', () => {
    const error = errorOf('IIF(IsPresent([a]),[a],Error("No " & "name"))', {}, 'connect')
    expect(error).toBeInstanceOf(RaisedError)
    expect(error.message).toBe('No name')
    expect(error.column).toBe(24)
    expect(errorOf('Error([missing])', {}, 'connect').message).toBe('Error() was reached')
  })
  test('ImportedValue reads the target, not the source', () => {
    const imported = (name: string) => (name === 'mail' ? 'old@x' : undefined)
    const expression = 'IIF(IsNull(ImportedValue("mail")),[mail],ImportedValue("mail"))'
    expect(outcomeOf(expression, { mail: 'new@x' }, 'connect', { imported })).toBe('old@x')
    expect(outcomeOf(expression, { mail: 'new@x' })).toBe('new@x')
    const compiled = compileExpression(parseExpression(expression, { dialect: 'connect' }))
    expect(compiled.attributes).toEqual(['mail'])
  })
})

describe('attributes of several values', () => {
  test('text functions and operators work on each', () => {
    expect(connect('Word([m],1,"@") & "@contoso.com"', mails)).toEqual([
      'SMTP:a@contoso.com',
      'SIP:a@contoso.com',
      'smtp:b@contoso.com',
    ])
    expect(connect('"x" & [m]', { m: ['1', '2'] })).toEqual(['x1', 'x2'])
    expect(connect('Len([m]) * 2', mails)).toEqual([16, 14, 16])
    expect(connect('UCase(Trim([m]))', { m: [' a', 'b '] })).toEqual(['A', 'B'])
  })
  test('a condition over several values chooses for each', () => {
    expect(connect('IIF(InStr([m],"SIP:")=1,NULL,[m])', mails)).toEqual(['SMTP:a@x', 'smtp:b@x'])
    expect(connect('IIF(InStr([m],"SIP:")=1,"sip",[m])', mails)).toEqual(['SMTP:a@x', 'sip', 'smtp:b@x'])
    expect(connect('IIF(InStr([m],"SIP:")=1,NULL,[m])', { m: ['SIP:a@x'] })).toBeUndefined()
    expect(errorOf('IIF(InStr([m],"SIP:")=1,NULL,[n])', { ...mails, n: ['1', '2'] }, 'connect').message).toBe(
      'IIF: argument 3 (valueIfFalse) has 2 values beside 3 conditions: ["1","2"]',
    )
  })
  test('two lists are the same or not; nothing else can be done with both', () => {
    expect(connect('[m] = [m]', mails)).toBe(true)
    expect(connect('[m] <> [n]', { ...mails, n: ['1', '2'] })).toBe(true)
    expect(errorOf('[m] & [m]', mails, 'connect').message).toContain('must be a single value')
  })
  test('Count, Contains, Item and Join take them whole', () => {
    expect(connect('Count([m])', mails)).toBe(3)
    expect(connect('Contains([m],"smtp:")', mails)).toBe(3)
    expect(connect('Item([m],Contains([m],"SIP"))', mails)).toBe('SIP:a@x')
    expect(errorOf('Item([m],0)', mails, 'connect').message).toContain('must be from 1 to 3')
  })
})

describe('variables', () => {
  test('may nest, and end with their function', () => {
    expect(connect('Select($a,[m],With($b,Mid($a,6),$b & "!"))', { m: ['SMTP:x', 'smtp:y'] })).toEqual([
      'x!',
      'y!',
    ])
    expect(connect('Select($a,[x],Select($b,[y],$a & $b))', { x: ['1', '2'], y: ['a', 'b'] })).toEqual([
      '1a',
      '1b',
      '2a',
      '2b',
    ])
    expect(errorOf('Select($a,[m],$a) & $a', mails, 'connect').message).toBe('There is no variable $a here')
    expect(errorOf('Select($item,[m],$itm)', mails, 'connect').advice).toBe('Did you mean $item?')
    expect(errorOf('Select("a",[m],[m])', mails, 'connect').advice).toContain('Select($item, …)')
    expect(errorOf('With($a,1,With($a,2,$a))', {}, 'connect').message).toBe('There is a variable $a already')
    expect(errorOf('$a', {}, 'entra').advice).toContain('"connect"')
  })
  test('attributes inside are read, and named', () => {
    const compiled = compileExpression(
      parseExpression('Where($a,[m],$a <> [primary])', { dialect: 'connect' }),
    )
    expect(compiled.attributes).toEqual(['m', 'primary'])
  })
})

describe('numbers', () => {
  test('keep all digits of 64 bits', () => {
    expect(connect('[a] + 1', { a: '9007199254740992' })).toBe('9007199254740993')
    expect(connect('[a] * 2 - [a]', { a: '1000000000000000001' })).toBe('1000000000000000001')
    expect(errorOf('[a] + 1', { a: '9223372036854775807' }, 'connect').message).toBe(
      '"9223372036854775807" + 1 is out of the range of numbers',
    )
    expect(connect('-1 * 0')).toBe(0)
    expect(connect('5 -1')).toBe(4)
    expect(connect('5-1')).toBe(4)
    expect(connect('1 &1')).toBe('11')
    expect(errorOf('CNum("five")', {}, 'connect').message).toBe(
      'CNum: argument 1 (value) must be a number: "five"',
    )
  })
})

describe('binary values', () => {
  test('are told from texts where the type of the attribute is known', () => {
    const ast = parseExpression('ConvertToBase64([objectGUID])', { dialect: 'connect' })
    const read = () => 'AQID'
    const typed = compileExpression(ast, { typeOf: () => 'binary' })
    expect(typed.evaluate(read, environment)).toBe('AQID')
    expect(compileExpression(ast).evaluate(read, environment)).toBe('QQBRAEkARAA=')
    const through = parseExpression('ConvertToBase64(IIF(IsPresent([a]),[a],CGuid([b])))', {
      dialect: 'connect',
    })
    expect(
      compileExpression(through, { typeOf: (name) => (name === 'a' ? 'binary' : undefined) }).evaluate(
        read,
        environment,
      ),
    ).toBe('AQID')
  })
  test('say what they are', () => {
    const type = (text: string) => compileExpression(parseExpression(text, { dialect: 'connect' })).type
    expect(type('CGuid([a])')).toBe('binary')
    expect(type('CRef([a])')).toBe('reference')
    expect(type('IIF(True,Now(),CDate([a]))')).toBe('date')
    expect(type('IIF(True,Now(),CRef([a]))')).toBeUndefined()
    expect(type('[a]')).toBeUndefined()
  })
  test('that cannot be are refused', () => {
    expect(errorOf('StringFromGuid("AQID")', {}, 'connect').message).toContain('must have sixteen bytes')
    expect(errorOf('StringFromSid("AQID")', {}, 'connect').message).toContain('must be a security identifier')
    expect(errorOf('StringFromGuid("no base 64!")', {}, 'connect').message).toContain('(Base64)')
    expect(errorOf('CGuid("x")', {}, 'connect').advice).toContain('IsGuid')
    expect(errorOf('ConvertFromBase64("/w==", UTF8)', {}, 'connect').message).toContain('is not text in UTF8')
    expect(errorOf('CertSubject("AQID")', {}, 'connect').advice).toContain('IsCert')
  })
})

describe('certificates', () => {
  const certificates = { c: [exampleCertificate, 'AQID'] }
  test('of an attribute of several values', () => {
    expect(connect('Where($i,[c],IsCert($i))', certificates)).toEqual([exampleCertificate])
    const valid = 'With($valid,Where($item,[c],CertNotAfter($item)>Now()),IIF(Count($valid)>0,$valid,NULL))'
    expect(connect(valid, { c: [exampleCertificate, exampleCertificate] })).toHaveLength(2)
    const later = { now: '2036-01-02T00:00:00Z' }
    expect(
      outcomeOf(valid, { c: [exampleCertificate, exampleCertificate] }, 'connect', later),
    ).toBeUndefined()
  })
  test('written as PEM, or as Base64 of Base64', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${exampleCertificate.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
    const binary = (text: string) => Buffer.from(text).toString('base64')
    expect(connect('CertSerialNumber([c])', { c: binary(pem) })).toBe('0123456789ABCDEF')
    expect(connect('CertSerialNumber([c])', { c: binary(exampleCertificate) })).toBe('0123456789ABCDEF')
  })
  test('names of the other kinds', () => {
    const name = (type: string, issuer = 'False') =>
      connect(`CertNameInfo([c],${type},${issuer})`, { c: exampleCertificate })
    expect(name('UrlName')).toBe('https://contoso.com/ann')
    expect(name('DnsFromAlternativeName')).toBe('ann-pc.contoso.com')
    expect(name('UpnName', 'True')).toBeUndefined()
    expect(name('DnsName', 'True')).toBe('Contoso CA')
    expect(() => name('"NickName"')).toThrow('must be SimpleName')
  })
})

test('an expression says which parts of the environment it asks for', () => {
  const asked = (text: string) => [
    ...compileExpression(parseExpression(text, { dialect: 'connect' })).asksFor,
  ]
  expect(asked('[a] & Now()')).toEqual([])
  expect(asked('IIF(True,1,Guid())')).toEqual(['seed'])
  expect(asked('RandomNum(1,2) & ImportedValue("x")')).toEqual(['seed', 'imported'])
})

describe('chance', () => {
  test('follows from the seed, and differs within one expression', () => {
    const drawn = (seed: string, expression = 'Guid() & "," & Guid()') =>
      String(outcomeOf(expression, {}, 'connect', { seed }))
    expect(drawn('a')).toBe(drawn('a'))
    expect(drawn('a')).not.toBe(drawn('b'))
    const [first, second] = drawn('a').split(',')
    expect(first).not.toBe(second)
    expect(drawn('a', 'RandomNum(1,1)')).toBe('1')
  })
  test('without a seed is an error, not a value that all share', () => {
    const { today } = environment
    const compiled = compileExpression(parseExpression('Guid()'))
    expect(() => compiled.evaluate(() => undefined, { today })).toThrow('Guid needs a seed')
  })
  test('RandomString keeps its promises', () => {
    for (let seed = 0; seed < 200; seed++) {
      const text = String(outcomeOf('RandomString(12,2,2,2,2,"0Ol1~")', {}, 'entra', { seed: `${seed}` }))
      expect(text).toMatch(
        /^(?=(.*\d){2})(?=(.*[A-Z]){2})(?=(.*[a-z]){2})(?=(.*[^A-Za-z0-9]){2})[^0Ol1~]{12}$/,
      )
    }
    expect(errorOf('RandomString(3,2,2,0,0)').message).toContain('must be 4 at least')
    expect(errorOf('RandomString(257,0,0,0,0)').message).toContain('from 1 to 256')
    expect(errorOf('RandomString(5,1,0,0,0,"0123456789")').message).toContain('leaves nothing of a kind')
  })
})

describe('text', () => {
  test('a missing text', () => {
    expect(connect('IsEmpty(Left([a],1))')).toBe(true)
    expect(connect('IsEmpty(Mid([a],1,1))')).toBe(true)
    expect(connect('IsEmpty(PadLeft([a],3,"x"))')).toBe(true)
    expect(connect('InStrRev([a],"x")')).toBe(0)
    expect(connect('IsNull(LCase([a]))')).toBe(true)
  })
  test('DNs with escapes, and with none', () => {
    expect(connect('DNComponent([d],2)', { d: 'CN=a,OU=b\\,c,DC=x' })).toBe('b,c')
    expect(connect('DNComponent([d],9)', { d: 'CN=a' })).toBeUndefined()
    expect(errorOf('DNComponent([d],1)', { d: 'no name' }, 'connect').message).toContain(
      'a distinguished name',
    )
    expect(connect('DNComponentRev([d],1)', { d: 'CN=a,DC=x' })).toBe('x')
  })
  test('ReplaceChars refuses what is no dictionary', () => {
    expect(errorOf('ReplaceChars("x","ab:c")', {}, 'connect').message).toContain('pairs of one character')
    expect(errorOf('ReplaceChars("x","a")', {}, 'connect').message).toContain('without a colon')
    expect(connect('ReplaceChars("x y","x : z , y:")')).toBe('z ')
  })
})
