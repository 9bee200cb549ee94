import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scalar, Value } from '../../../connectors/spi/value.ts'
import { displayName } from '../../../main/engine/display.ts'
import { dnKey } from '../../../main/engine/dn-key.ts'
import { isEnabled, withEnabled } from '../../../main/engine/enabled.ts'
import { conform } from '../../../main/engine/fit.ts'
import { joinValue } from '../../../main/engine/join-value.ts'
import { lookupValue } from '../../../main/engine/model.ts'
import { judge } from '../../../main/engine/risk.ts'
import { sameValue } from '../../../main/engine/same-value.ts'

const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom('a', 'b', ''),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
)
const value: fc.Arbitrary<Value | undefined> = fc.oneof(
  scalar,
  fc.uniqueArray(scalar, { maxLength: 3 }),
  fc.constant(undefined),
)

describe('the same value', () => {
  test.each<[Value | undefined, Value | undefined, boolean]>([
    ['a', 'a', true],
    ['a', 'A', false],
    [1, '1', false],
    [undefined, undefined, true],
    ['a', undefined, false],
    [['a', 'b'], ['b', 'a'], true],
    [['a', 'b'], ['a'], false],
    [['a', 'b'], ['a', 'c'], false],
    [['a'], 'a', true],
    ['a', ['a'], true],
    [['a', 'b'], 'a', false],
    [[], [], true],
    // A value that is repeated is there once, as in the systems that keep sets.
    [['a', 'a'], 'a', true],
    [['a', 'a'], ['a', 'b'], false],
    [['a', 'b'], ['a', 'a'], false],
  ])('%j and %j: %j', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
  })

  test('does not depend on which is asked first, and holds for a value and itself', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameValue(a, b)).toBe(sameValue(b, a))
        expect(sameValue(a, a)).toBe(true)
      }),
    )
  })
})

describe('the mark that says enabled', () => {
  const bit = { attribute: 'uac', kind: 'disabledBit', bit: 2 } as const
  const active = { attribute: 'active', kind: 'boolean', enabled: true } as const
  const locked = { attribute: 'locked', kind: 'boolean', enabled: false } as const

  test('turning it keeps every other bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fffffff }), fc.boolean(), (uac, enabled) => {
        const next = withEnabled(bit, { uac }, enabled) as number
        expect(isEnabled(bit, { uac: next })).toBe(enabled)
        expect(next & ~2).toBe(uac & ~2)
      }),
    )
  })

  test.each([
    [bit, { uac: 512 }, true],
    [bit, { uac: '514' }, false],
    [bit, {}, undefined],
    [active, { active: true }, true],
    [active, { active: 'false' }, false],
    [active, {}, undefined],
    [locked, { locked: true }, false],
    [locked, { locked: false }, true],
  ])('%j of %j: %j', (mark, attributes, enabled) => {
    expect(isEnabled(mark, attributes)).toBe(enabled)
  })

  test.each([
    [active, {}, true, true],
    [active, { active: true }, false, false],
    [locked, { locked: true }, true, false],
    [locked, {}, false, true],
    [bit, {}, false, 2],
  ])('%j of %j made %j is %j', (mark, attributes, enabled, written) => {
    expect(withEnabled(mark, attributes, enabled)).toBe(written)
  })
})

describe('a value in the type of its attribute', () => {
  test.each<[Value, Parameters<typeof conform>[1], Value | undefined]>([
    ['x', { type: 'string', multi: false }, 'x'],
    [5, { type: 'string', multi: false }, '5'],
    [true, { type: 'string', multi: false }, 'true'],
    [['x'], { type: 'string', multi: false }, 'x'],
    [['x', 'y'], { type: 'string', multi: false }, undefined],
    [['x', 5], { type: 'string', multi: true }, ['x', '5']],
    ['x', { type: 'string', multi: true }, ['x']],
    ['TRUE', { type: 'boolean', multi: false }, true],
    ['false', { type: 'boolean', multi: false }, false],
    ['yes', { type: 'boolean', multi: false }, undefined],
    [1, { type: 'boolean', multi: false }, undefined],
    ['42', { type: 'integer', multi: false }, 42],
    ['-7', { type: 'integer', multi: false }, -7],
    [4.5, { type: 'integer', multi: false }, undefined],
    ['4.5', { type: 'integer', multi: false }, undefined],
    ['', { type: 'integer', multi: false }, undefined],
    // Beyond what a number holds exactly it stays text.
    ['9223372036854775807', { type: 'integer', multi: false }, '9223372036854775807'],
    [true, { type: 'integer', multi: false }, undefined],
    [['1', 'x'], { type: 'integer', multi: true }, undefined],
    [['1', 2], { type: 'integer', multi: true }, [1, 2]],
    ['2026-03-10', { type: 'date', multi: false }, '2026-03-10'],
    ['2026-03-10T09:30:00+01:00', { type: 'date', multi: false }, '2026-03-10T08:30:00Z'],
    ['2026-03-10T08:30:00.000Z', { type: 'date', multi: false }, '2026-03-10T08:30:00Z'],
    ['2026-03-10T08:30', { type: 'date', multi: false }, '2026-03-10T08:30:00Z'],
    ['2026-03-10T08:30:00.25Z', { type: 'date', multi: false }, '2026-03-10T08:30:00.250Z'],
    ['2026-02-30', { type: 'date', multi: false }, undefined],
    ['2026-02-30T08:00:00Z', { type: 'date', multi: false }, undefined],
    ['2026-03-10T25:00:00Z', { type: 'date', multi: false }, undefined],
    ['10.03.2026', { type: 'date', multi: false }, undefined],
    [20260310, { type: 'date', multi: false }, undefined],
    [['2026-03-10', 'x'], { type: 'date', multi: true }, undefined],
    ['AQID', { type: 'binary', multi: false }, 'AQID'],
    ['AQ==', { type: 'binary', multi: false }, 'AQ=='],
    ['AQ', { type: 'binary', multi: false }, undefined],
    ['not base64!', { type: 'binary', multi: false }, undefined],
    [true, { type: 'binary', multi: false }, undefined],
  ])('%j as %j is %j', (given, definition, expected) => {
    expect(conform(given, definition)).toEqual(expected)
  })
})

describe('names that are compared', () => {
  test('a DN in any case and with any blanks, and what is no DN as text', () => {
    expect(dnKey('CN=Anna, OU=IT ,DC=t')).toBe(dnKey('cn=ANNA,ou=it,dc=T'))
    expect(dnKey('CN=Weiss\\, Jo,DC=t')).toBe(dnKey('cn=weiss\\2c jo,dc=t'))
    expect(dnKey('CN=Weiss\\, Jo,DC=t')).not.toBe(dnKey('CN=Weiss,DC=t'))
    expect(dnKey(' Not a DN ')).toBe('not a dn')
  })

  test('a join compares one value: a list of one counts, a longer or an empty one identifies nobody', () => {
    expect(joinValue('x')).toBe('x')
    expect(joinValue(0)).toBe(0)
    expect(joinValue(['x'])).toBe('x')
    expect(joinValue(['x', 'y'])).toBeUndefined()
    expect(joinValue([])).toBeUndefined()
    expect(joinValue('')).toBeUndefined()
    expect(joinValue(undefined)).toBeUndefined()
    expect(lookupValue('  Anna@T ')).toBe('anna@t')
    expect(lookupValue(7)).toBe(lookupValue('7'))
  })

  test('an object is named by the first of its attributes that says something', () => {
    expect(displayName({ cn: '', mail: ['a@t', 'b@t'] }, ['cn', 'mail'])).toBe('a@t')
    expect(displayName({ id: 0 }, ['cn', 'id'])).toBe('0')
    expect(displayName({ cn: '' }, ['cn'])).toBeUndefined()
    expect(displayName({ cn: 'x' }, undefined)).toBeUndefined()
  })
})

describe('the risk of a change', () => {
  test.each([
    ['delete', undefined, false, 'high'],
    ['disable', 'userAccountControl', false, 'high'],
    ['move', undefined, false, 'medium'],
    ['add', undefined, false, 'low'],
    ['update', 'sAMAccountName', false, 'medium'],
    ['update', 'MAIL', false, 'medium'],
    ['update', 'title', false, 'low'],
    ['update', 'title', true, 'medium'],
  ] as const)('%s of %s, cleared %s: %s', (operation, attribute, cleared, risk) => {
    const judged = judge(operation, attribute, cleared)
    expect(judged.risk).toBe(risk)
    expect(judged.reason).toMatch(/^[A-Z].*\.$/)
  })
})
