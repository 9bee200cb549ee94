import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { outliveReader } from '../../../main/cli/closed-pipe.ts'

const failure = (code: string): Error => Object.assign(new Error(`write ${code}`), { code })

test('a reader who stops reading ends nothing, and any other failure of the output is one', () => {
  const output = new EventEmitter()
  outliveReader(output)
  expect(() => output.emit('error', failure('EPIPE'))).not.toThrow()
  expect(() => output.emit('error', failure('ENOSPC'))).toThrow('write ENOSPC')
})
