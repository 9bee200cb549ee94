import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ConnectorError } from '../../connectors/spi/error.ts'
import { toErrorShape } from '../../main/host/error-shape.ts'
import { JoineryError } from '../../main/host/joinery-error.ts'
import { errorShape } from '../../preload/contract/frame.ts'

describe('an error on the wire', () => {
  test('of a connector has its kind in the code', () => {
    const details = {
      advice: 'Wait a minute.',
      where: 'https://app/Users',
      system: '429',
      retryAfter: 60_000,
    }
    expect(toErrorShape(new ConnectorError('throttled', 'Too many requests.', details))).toEqual({
      code: 'connector/throttled',
      message: 'Too many requests.',
      advice: 'Wait a minute.',
      where: 'https://app/Users',
      system: '429',
    })
  })

  test('of Joinery stays as it is, without what is not for the page', () => {
    const error = new JoineryError('rule-invalid', 'No such attribute.', {
      advice: 'Correct the rule.',
      where: 'rules/hr.yaml:12',
      exitCode: 2,
      cause: new Error('secret'),
    })
    expect(toErrorShape(error)).toEqual({
      code: 'rule-invalid',
      message: 'No such attribute.',
      advice: 'Correct the rule.',
      where: 'rules/hr.yaml:12',
    })
  })

  test('of another class with code and advice stays as it is', () => {
    const error = Object.assign(new Error('Locked.'), {
      code: 'locked',
      advice: 'Close the other one.',
      where: 7,
    })
    expect(toErrorShape(error)).toEqual({
      code: 'locked',
      message: 'Locked.',
      advice: 'Close the other one.',
    })
  })

  test('of zod names the path', () => {
    const { error } = z
      .object({ rules: z.array(z.object({ to: z.string() })) })
      .safeParse({ rules: [{ to: 1 }] })
    expect(toErrorShape(error)).toMatchObject({ code: 'invalid-parameters', where: 'rules.0.to' })
  })

  test('of an aborted signal is a cancellation', () => {
    expect(toErrorShape(AbortSignal.abort().reason).code).toBe('cancelled')
  })

  test('of the system keeps its code and nothing else', () => {
    const error = Object.assign(new Error("ENOSPC: no space left, write '/home/anna/joinery.db'"), {
      code: 'ENOSPC',
    })
    const shape = toErrorShape(error)
    expect(shape.message).toBe('Something went wrong inside Joinery (ENOSPC).')
    expect(JSON.stringify(shape)).not.toMatch(/anna|joinery\.db|at .*\.ts/)
  })

  test.each([
    new TypeError("Cannot read 'password' of undefined"),
    Object.assign(new Error('x'), { code: 'password is hunter2' }),
    'a thrown text with hunter2',
    { code: 'x', advice: 'not an error' },
    null,
    undefined,
  ])('unknown shows nothing of %s', (error) => {
    const shape = toErrorShape(error)
    expect(errorShape.parse(shape)).toEqual(shape)
    expect(shape).toMatchObject({ code: 'internal', message: 'Something went wrong inside Joinery.' })
  })
})
