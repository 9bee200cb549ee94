import { describe, expect, test } from 'vitest'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import { ConnectorError } from '../../../connectors/spi/error.ts'
import type { WriteRequest, WriteResult } from '../../../connectors/spi/write.ts'
import { walkHome } from '../../../main/jobs/go-home.ts'
import type { WayHome } from '../../../main/store/port.ts'

const way: WayHome = {
  object: 7,
  attribute: 'dn',
  was: 'CN=Anna,DC=t',
  aside: 'CN=joinery-1,DC=t',
  request: {
    id: '7.home.1',
    operation: 'update',
    type: 'user',
    anchor: 'a',
    dn: 'CN=joinery-1,DC=t',
    newDn: 'CN=Anna,DC=t',
    attributes: [],
    references: [],
  },
}

/** A system that holds one object, or none, and keeps what is written to it. */
function system(dn: string | undefined, refusal?: ConnectorError) {
  const written: WriteRequest[] = []
  const found: ObjectItem | undefined =
    dn === undefined ? undefined : { kind: 'object', type: 'user', anchor: 'a', dn, attributes: {} }
  return {
    written,
    fetch: async () => [found],
    async *write(requests: readonly WriteRequest[]): AsyncIterable<WriteResult> {
      for (const request of requests) {
        written.push(request)
        yield refusal === undefined
          ? { id: request.id, ok: true, anchor: 'a' }
          : { id: request.id, ok: false, error: refusal }
      }
    },
  }
}

describe('a name for a moment is given back', () => {
  test('by one write, where the object still has it', async () => {
    const ad = system('cn=joinery-1,dc=t')
    expect(await walkHome(ad, way)).toEqual({ object: 7, attribute: 'dn', result: 'home' })
    expect(ad.written).toEqual([way.request])
  })

  test('without a write, where an attempt that was cut off had arrived', async () => {
    const ad = system('CN=Anna,DC=t')
    expect(await walkHome(ad, way)).toMatchObject({ result: 'home' })
    expect(ad.written).toEqual([])
  })

  test.each([['CN=Somebody chose this,DC=t'], [undefined]])(
    'not, where somebody else changed it meanwhile: %s',
    async (dn) => {
      const ad = system(dn)
      expect(await walkHome(ad, way)).toMatchObject({ result: 'changed' })
      expect(ad.written).toEqual([])
    },
  )

  test('not, where the system refuses: its words are kept', async () => {
    const ad = system(
      'CN=joinery-1,DC=t',
      new ConnectorError('permission', 'insufficient rights', { advice: 'Ask for them' }),
    )
    expect(await walkHome(ad, way)).toMatchObject({ result: 'refused', message: 'insufficient rights' })
  })

  test('not, where another object has the name: nothing is asked of the system', async () => {
    const ad = system('CN=joinery-1,DC=t')
    expect(await walkHome(ad, { ...way, request: undefined })).toMatchObject({ result: 'refused' })
    expect(ad.written).toEqual([])
  })
})
