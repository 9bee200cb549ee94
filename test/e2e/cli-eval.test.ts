import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { type Ended, startProgram } from '../fakes/process/program.ts'

/** Runs `joinery eval` in a folder that is no workspace. */
function evaluated(...args: readonly string[]): Promise<Ended> {
  return startProgram('joinery', ['eval', ...args], { cwd: tmpdir() }).ended
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await evaluated('--json', ...args)
  expect(code, stderr).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  return JSON.parse(stdout)
}

describe('a value', () => {
  it('is printed with its type', async () => {
    const told = await evaluated('Join(" ", [first], [last])', '--set', 'first=Ann', '--set', 'last=Smith')
    expect(told).toMatchObject({ code: 0, stdout: '"Ann Smith"\nstring\n', stderr: '' })
  })
  it('of several is one a line', async () => {
    const told = await evaluated('Trim([m])', '--dialect', 'connect', '--set', 'm= a=1', '--set', 'm=b ')
    expect(told).toMatchObject({ code: 0, stdout: '"a=1"\n"b"\nstring, 2 values\n' })
  })
  it('is one line of JSON', async () => {
    expect(await json('[a]', '--set', 'a=x')).toEqual({ outcome: 'value', value: 'x', type: 'string' })
    expect(await json('Split([a], ",")', '--set', 'a=x,y')).toMatchObject({ value: ['x', 'y'] })
  })
  it.each([
    ['[a]', 'a:integer=5', { value: 5, type: 'integer' }],
    ['[a]', 'a:integer=9223372036854775807', { value: '9223372036854775807', type: 'integer' }],
    ['[a]', 'a:boolean=TRUE', { value: true, type: 'boolean' }],
    ['[a]', 'a:binary=AQID', { value: 'AQID', type: 'binary' }],
    ['[a]', 'a:reference=CN=Ann,DC=x', { value: 'CN=Ann,DC=x', type: 'reference' }],
    ['[a]', 'a:date=2026-01-31', { value: '2026-01-31', type: 'date' }],
    ['[urn:x:2.0:User.a]', 'urn:x:2.0:User.a=b', { value: 'b', type: 'string' }],
    ['ConvertToBase64([a])', 'a:binary=AQID', { value: 'AQID' }],
    ['ConvertToBase64([a])', 'a=AQID', { value: 'QQBRAEkARAA=' }],
    ['IIF([a], "yes", "no")', 'a:boolean=false', { value: 'no' }],
    ['Append([a], ".5")', 'a:integer=1', { value: '1.5', type: 'string' }],
  ])('%s of %s', async (expression, set, expected) => {
    expect(await json(expression, '--set', set)).toMatchObject(expected)
  })
  it('comes from parameters, the target, the clock and a seed, where these are given', async () => {
    const connect = ['--dialect', 'connect']
    expect(await json('%Forest% & 1', ...connect, '--param', 'Forest=DC=x')).toMatchObject({ value: 'DC=x1' })
    expect(await json('ImportedValue("mail")', ...connect, '--imported', 'mail=a@x')).toMatchObject({
      value: 'a@x',
    })
    expect(await json('Now()', '--today', '2026-03-10')).toMatchObject({ value: '3/10/2026 12:00:00 AM' })
    expect(await json('Now()', ...connect, '--now', '2026-03-10T08:30:00Z')).toMatchObject({
      value: '2026-03-10T08:30:00Z',
      type: 'date',
    })
    expect(await json('Guid()', '--seed', 'x')).toEqual(await json('Guid()', '--seed', 'x'))
    expect(await json('Guid()')).not.toEqual(await json('Guid()'))
  })
})

describe('what is no value', () => {
  it('is said plainly', async () => {
    expect(await evaluated('[a]')).toMatchObject({ code: 0, stdout: 'no value\n' })
    expect(await evaluated('[a]', '--set', 'a=')).toMatchObject({ code: 0, stdout: 'no value\n' })
    expect(await json('NULL')).toEqual({ outcome: 'none', value: null, type: null })
    const ignored = ['IIF(IsPresent([a]), [a], IgnoreThisFlow)', '--dialect', 'connect']
    expect(await json(...ignored)).toEqual({ outcome: 'IgnoreThisFlow', value: null, type: null })
    expect(await json('AuthoritativeNull', '--dialect', 'connect')).toMatchObject({
      outcome: 'AuthoritativeNull',
    })
  })
  it('of SelectUniqueValue is the first, and the others are shown', async () => {
    const rules = ['SelectUniqueValue([a], [b], [c])', '--set', 'a=1', '--set', 'c=3']
    expect(await json(...rules)).toEqual({
      outcome: 'value',
      value: '1',
      type: 'string',
      candidates: ['1', '3'],
    })
    expect((await evaluated(...rules)).stdout).toBe('"1"\nstring\ntried in order: 1, 3\n')
  })
})

describe('a mistake', () => {
  it('in the expression is shown under it: exit code 2', async () => {
    const { code, stdout } = await evaluated('Join(" ",\n\tJion([a], "b"))')
    expect(code).toBe(2)
    expect(stdout).toContain('  \tJion([a], "b"))\n  \t^\n')
    expect(stdout).toContain('There is no function "Jion" in the dialect "entra"\n  at line 2, column 2\n')
    expect(stdout).toContain('Did you mean Join?')
  })
  it('in the values is exit code 1', async () => {
    const { code, stdout, stderr } = await evaluated(
      '--json',
      'Left([a], [b])',
      '--set',
      'a=x',
      '--set',
      'b=y',
    )
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'expression',
        message: 'Left: argument 2 (count) must be an integer: "y"',
        advice: 'See docs/expressions.md.',
        where: 'line 1, column 11',
      },
    })
    expect(stderr).toContain('  Left([a], [b])\n            ^\n')
  })
  it('is told in the words of Error()', async () => {
    const { code, stdout } = await evaluated('Error("no name")', '--dialect', 'connect')
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('joinery: no name') })
  })
  it.each([
    [['--set', 'b'], '--set b gives no value'],
    [['--set', 'a:integer=x'], '"x" is not an integer'],
    [['--set', 'a:binary=?'], '"?" is not Base64'],
    [['--set', 'a:boolean=1'], '"1" is not true or false'],
    [['--set', 'a=1', '--set', 'a:integer=2'], 'as string and as integer'],
    [['--dialect', 'vb'], 'Allowed choices are entra, connect'],
    [['--now', 'yesterday'], '2026-03-10T08:30:00Z'],
  ])('%j ends with exit code 2, and what to do', async (options, words) => {
    const { code, stdout, stderr } = await evaluated('[a]', ...options)
    expect(code).toBe(2)
    expect(stdout + stderr).toContain(words)
    expect(stdout + stderr).not.toMatch(/\n {4}at /)
  })
})
