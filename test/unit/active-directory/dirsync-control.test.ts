import { Ber, BerReader, BerWriter } from 'ldapts'
import { expect, test } from 'vitest'
import {
  decodeDirSync,
  dirSyncControl,
  dirSyncFlags,
  dirSyncOid,
  encodeDirSync,
} from '../../../connectors/active-directory/dirsync.ts'

const flags = dirSyncFlags.objectSecurity | dirSyncFlags.incrementalValues

test('the request is a sequence of flags, size and cookie', () => {
  // 0x80000001 as a 32-bit integer, 1,000 bytes, an empty cookie.
  expect(encodeDirSync(flags, 1000, Buffer.alloc(0)).toString('hex')).toBe('300c020480000001020203e80400')
})

test('the answer says whether there is more, and the next cookie', () => {
  const cookie = Buffer.from([0, 255, 17])
  expect(decodeDirSync(encodeDirSync(1, 0, cookie))).toEqual({ more: true, cookie })
  expect(decodeDirSync(encodeDirSync(0, 0, cookie))).toEqual({ more: false, cookie })
  expect(decodeDirSync(Buffer.alloc(0))).toBeUndefined()
})

test('the control is critical: a server that does not know it must not answer with everything', () => {
  const writer = new BerWriter()
  dirSyncControl(flags, Buffer.from('cookie')).write(writer)
  const reader = new BerReader(writer.buffer)
  reader.readSequence()
  expect(reader.readString()).toBe(dirSyncOid)
  expect(reader.readBoolean()).toBe(true)
  const value = reader.readString(Ber.OctetString, true) as Buffer
  expect(decodeDirSync(value)?.cookie).toEqual(Buffer.from('cookie'))
})
