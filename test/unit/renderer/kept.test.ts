import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { kept } from '../../../renderer/ui/kept.ts'

const colours = ['red', 'blue'] as const
const choiceNow = () => kept('colour', colours, 'red')

describe('a choice', () => {
  let stored: Map<string, string>
  let cookies: Map<string, string>

  beforeEach(() => {
    stored = new Map()
    cookies = new Map()
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    })
    vi.stubGlobal('document', {
      get cookie() {
        return [...cookies].map((pair) => pair.join('=')).join('; ')
      },
      set cookie(text: string) {
        const [key = '', value = ''] = (text.split(';')[0] ?? '').split('=')
        cookies.set(key, value)
      },
    })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('is there again after a reload', () => {
    choiceNow().choose('blue')
    expect(choiceNow().get()).toBe('blue')
  })

  it('is found by the same host on another port, which has a storage of its own', () => {
    choiceNow().choose('blue')
    stored.clear()
    expect(choiceNow().get()).toBe('blue')
  })

  it('is found where there are no cookies', () => {
    choiceNow().choose('blue')
    cookies.clear()
    expect(choiceNow().get()).toBe('blue')
  })

  it('is the first one where something else is kept', () => {
    cookies.set('joinery.colour', 'purple')
    stored.set('joinery.colour', 'green')
    expect(choiceNow().get()).toBe('red')
  })

  it('lasts until the page is left where nothing can be kept', () => {
    vi.stubGlobal('document', {})
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new Error('closed')
      },
      setItem: () => {
        throw new Error('closed')
      },
    })
    const choice = choiceNow()
    const heard: string[] = []
    choice.subscribe(() => heard.push(choice.get()))
    choice.choose('blue')
    expect(heard).toEqual(['blue'])
    expect(choiceNow().get()).toBe('red')
  })
})
