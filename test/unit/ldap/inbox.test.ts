import { describe, expect, test } from 'vitest'
import { Inbox } from '../../../connectors/kit/ldap/inbox.ts'

/** A sequence with this many bytes of content, which tell where they stand. */
function message(length: number, first: number): Buffer {
  const head =
    length < 0x80
      ? Buffer.from([0x30, length])
      : Buffer.from([0x30, 0x84, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255])
  const content = Buffer.alloc(length)
  for (let at = 0; at < length; at++) content[at] = (first + at) & 255
  return Buffer.concat([head, content])
}

/** Everything that can be read now, as it stands in the inbox. */
function take(inbox: Inbox): Buffer[] {
  const found: Buffer[] = []
  for (let end = inbox.next(); end > 0; end = inbox.next()) {
    found.push(inbox.buffer.subarray(inbox.start, end))
    inbox.start = end
  }
  return found
}

describe('what a connection received', () => {
  test('is the same messages however the bytes arrive', () => {
    const messages = [0, 5, 127, 128, 300].map((length, n) => message(length, n * 7))
    const sent = Buffer.concat(messages)
    for (let size = 1; size <= sent.length; size++) {
      const inbox = new Inbox()
      const found: Buffer[] = []
      for (let at = 0; at < sent.length; at += size) {
        inbox.add(sent.subarray(at, at + size))
        found.push(...take(inbox))
      }
      expect(found).toEqual(messages)
      expect(inbox.size).toBe(0)
    }
  })

  test('stays where it is while later messages arrive', () => {
    const inbox = new Inbox()
    const messages = Array.from({ length: 3000 }, (_, n) => message(700 + (n % 90), n))
    const found: Buffer[] = []
    for (const one of messages) {
      inbox.add(one)
      found.push(...take(inbox))
    }
    expect(found.length).toBe(messages.length)
    found.forEach((one, n) => {
      expect(one.equals(messages[n] as Buffer)).toBe(true)
    })
  })

  test('may be a message that is longer than a piece', () => {
    const long = message(3_000_000, 3)
    const sent = Buffer.concat([message(10, 1), long, message(20, 2)])
    const inbox = new Inbox()
    const found: Buffer[] = []
    for (let at = 0; at < sent.length; at += 16_384) {
      inbox.add(sent.subarray(at, at + 16_384))
      found.push(...take(inbox))
    }
    expect(found.map((one) => one.length)).toEqual([12, long.length, 22])
    expect(found[1]?.equals(long)).toBe(true)
  })

  test('takes no room for what a message only says it will be', () => {
    const inbox = new Inbox()
    inbox.add(Buffer.from([0x30, 0x84, 0x1f, 0xff, 0xff, 0x00, 1, 2, 3]))
    expect(inbox.next()).toBe(0)
    expect(inbox.buffer.length).toBeLessThan(1_000_000)
  })

  test('is refused when it is no message, or one that is too long', () => {
    const other = new Inbox()
    other.add(Buffer.from('HTTP/1.1 400'))
    expect(() => other.next()).toThrow('it is not LDAP')
    const long = new Inbox()
    long.add(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]))
    expect(() => long.next()).toThrow('a message of 2147483653 bytes')
  })
})
