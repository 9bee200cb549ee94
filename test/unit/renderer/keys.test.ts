import { describe, expect, it } from 'vitest'
import { type Chord, keyList, keyName, noChord, pressKey } from '../../../renderer/shell/keys.ts'

const press = (
  key: string,
  mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods })

describe('names of keys', () => {
  it('tell letters with and without Shift, whatever case they come in', () => {
    expect(press('a')).toBe('A')
    expect(press('A', { shiftKey: true })).toBe('Shift+A')
    expect(press('A')).toBe('A')
  })

  it('leave Shift out of signs, because it is how they are typed', () => {
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press('/', { shiftKey: true })).toBe('/')
  })

  it('take ⌘ for Ctrl and leave Alt to the system', () => {
    expect(press('z', { ctrlKey: true })).toBe('Ctrl+Z')
    expect(press('z', { metaKey: true })).toBe('Ctrl+Z')
    expect(press('a', { altKey: true })).toBeNull()
  })

  it('name special keys and ignore those that only modify', () => {
    expect(press(' ')).toBe('Space')
    expect(press('F6', { shiftKey: true })).toBe('Shift+F6')
    expect(press('ArrowDown')).toBe('ArrowDown')
    expect(press('Shift', { shiftKey: true })).toBeNull()
  })
})

describe('two keys in a row', () => {
  const run = (...keys: [name: string, at: number][]) => {
    let chord: Chord = noChord
    return keys.map(([name, at]) => {
      const next = pressKey(chord, name, at)
      chord = next.chord
      return next.command
    })
  }

  it('are one command', () => {
    expect(run(['G', 0], ['C', 300])).toEqual([null, 'G C'])
  })

  it('are two when the second comes late, or when there is no first', () => {
    expect(run(['G', 0], ['C', 5000])).toEqual([null, 'C'])
    expect(run(['A', 0], ['C', 100])).toEqual(['A', 'C'])
  })

  it('do not leave a first key behind', () => {
    expect(run(['G', 0], ['S', 100], ['S', 200])).toEqual([null, 'G S', 'S'])
  })
})

it('lists no key twice in one place', () => {
  for (const group of keyList) {
    const names = group.keys.map((entry) => entry.keys.join(' '))
    expect(new Set(names).size).toBe(names.length)
  }
})
