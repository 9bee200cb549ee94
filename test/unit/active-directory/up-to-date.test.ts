import { expect, test } from 'vitest'
import { decodeUpToDateVector } from '../../../connectors/active-directory/up-to-date.ts'

/** As a Samba controller gave it after it had pulled the changes of another one. */
const vector = 'AgAAAAAAAAABAAAAAAAAAP6IztKs0ThDjmDGdHhHT2q5DgAAAAAAAACAPtXesZ0B'

test('says how far the changes of each other controller are known', () => {
  expect([...(decodeUpToDateVector(Buffer.from(vector, 'base64')) ?? [])]).toEqual([
    ['d2ce88fe-d1ac-4338-8e60-c67478474f6a', 3769],
  ])
})

test('what has another form says nothing', () => {
  const bytes = Buffer.from(vector, 'base64')
  expect(decodeUpToDateVector(bytes.subarray(0, 40))).toBeUndefined()
  expect(decodeUpToDateVector(Buffer.alloc(0))).toBeUndefined()
  const older = Buffer.from(bytes)
  older.writeUInt32LE(1)
  expect(decodeUpToDateVector(older)).toBeUndefined()
})
