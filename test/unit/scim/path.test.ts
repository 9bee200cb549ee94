import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AttributePath, formatPath, parsePath } from '../../../connectors/scim/path.ts'

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/)
const urn = fc.constantFrom(
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:contoso:scim:2.0:Badge',
)
const path: fc.Arbitrary<AttributePath> = fc.oneof(
  fc.record({ urn, attribute: word, sub: word }, { requiredKeys: ['attribute'] }),
  fc.record(
    { urn, attribute: word, valueType: fc.string(), sub: word },
    { requiredKeys: ['attribute', 'valueType', 'sub'] },
  ),
)

describe('attribute paths', () => {
  test('reading what was written gives the same path', () => {
    fc.assert(
      fc.property(path, (one) => {
        expect(parsePath(formatPath(one))).toEqual(one)
      }),
    )
  })

  test.each([
    ['userName', { attribute: 'userName' }],
    ['name.givenName', { attribute: 'name', sub: 'givenName' }],
    ['emails[type eq "work"].value', { attribute: 'emails', valueType: 'work', sub: 'value' }],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      { urn: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', attribute: 'department' },
    ],
  ])('%s', (text, expected) => {
    expect(parsePath(text)).toEqual(expected)
    expect(formatPath(expected)).toBe(text)
  })

  test.each(['', 'a b', 'emails[value pr].value', 'emails[type eq "work"]', 'name.', '.x', 'a.b.c', '1st'])(
    '"%s" is no path',
    (text) => expect(parsePath(text)).toBeUndefined(),
  )
})
