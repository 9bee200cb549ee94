import { describe, expect, it } from 'vitest'
import { type CommandContext, commandsOf } from '../../../renderer/shell/palette/commands.ts'
import { numberAsked } from '../../../renderer/shell/palette/foundItems.ts'
import { bestMatches, matchWords } from '../../../renderer/shell/palette/matchWords.ts'
import { currentItem, neighbourOf, type PaletteItem } from '../../../renderer/shell/palette/paletteItem.ts'
import { placeDetail, withPlace } from '../../../renderer/shell/places.ts'

describe('words that are typed', () => {
  it('begin words of a title, in any order, in any spelling of letters', () => {
    expect(matchWords('imp', 'Import everything')).toBe(0)
    expect(matchWords('eve imp', 'Import everything')).toBeDefined()
    expect(matchWords('grossmann jurg', 'Großmann, Jürgen')).toBe(0)
    expect(matchWords('port', 'Import everything')).toBeUndefined()
  })

  it('need a word of their own each', () => {
    expect(matchWords('go go', 'Go to Joins')).toBeUndefined()
    expect(matchWords('', 'Go to Joins')).toBeUndefined()
    expect(matchWords(' , ', 'Go to Joins')).toBeUndefined()
  })

  it('bring what begins with them before what has them later, and equals in their order', () => {
    const titles = ['Browse Active Directory', 'Active Directory', 'Active users']
    expect(bestMatches('act', titles, (title) => title, 9)).toEqual([
      'Active Directory',
      'Active users',
      'Browse Active Directory',
    ])
    expect(bestMatches('act', titles, (title) => title, 1)).toEqual(['Active Directory'])
  })
})

describe('a number that is typed', () => {
  it('names a session, or a run', () => {
    expect(numberAsked('session 12')).toEqual({ kind: 'session', number: 12 })
    expect(numberAsked('#12')).toEqual({ kind: 'session', number: 12 })
    expect(numberAsked(' 7 ')).toEqual({ kind: 'session', number: 7 })
    expect(numberAsked('Run 34')).toEqual({ kind: 'run', number: 34 })
    expect(numberAsked('12 Anna')).toBeUndefined()
    expect(numberAsked('0')).toBeUndefined()
  })
})

const idle: CommandContext = {
  running: null,
  paused: false,
  pausable: false,
  profiles: [],
  start: () => undefined,
  cancel: () => undefined,
  pause: () => undefined,
  openKeys: () => undefined,
}

describe('commands', () => {
  it('say why a step cannot be started, and offer to end the one that runs', () => {
    const [import_] = commandsOf({ ...idle, running: 'Export' }).filter(
      ({ title }) => title === 'Import everything',
    )
    expect(import_?.blocked).toBe('Export is running')
    const titles = commandsOf({ ...idle, running: 'Export', pausable: true }).map(({ title }) => title)
    expect(titles).toContain('Pause the export')
    expect(titles).toContain('Cancel the running step: Export')
    expect(commandsOf(idle).some(({ id }) => id === 'cancel')).toBe(false)
    expect(commandsOf(idle).every(({ blocked }) => blocked === undefined)).toBe(true)
  })

  it('have an id of their own each', () => {
    const ids = commandsOf({ ...idle, running: 'Export', pausable: true }).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the row the keys stand on', () => {
  const item = (id: string, blocked?: string): PaletteItem => ({
    id,
    title: id,
    mark: 'search',
    ...(blocked === undefined ? {} : { blocked }),
    open: () => undefined,
  })
  const groups = [
    { title: 'one', items: [item('a', 'not now'), item('b')] },
    { title: 'two', items: [item('c')] },
  ]

  it('is the first that can be opened, until another is chosen', () => {
    expect(currentItem(groups, null)?.id).toBe('b')
    expect(currentItem(groups, 'c')?.id).toBe('c')
    expect(currentItem(groups, 'gone')?.id).toBe('b')
    expect(currentItem([], null)).toBeUndefined()
  })

  it('moves over the groups and around the ends', () => {
    expect(neighbourOf(groups, groups[0]?.items[1], 1)?.id).toBe('c')
    expect(neighbourOf(groups, groups[1]?.items[0], 1)?.id).toBe('a')
    expect(neighbourOf(groups, groups[0]?.items[0], -1)?.id).toBe('c')
    expect(neighbourOf([], undefined, 1)).toBeUndefined()
  })
})

describe('recent places', () => {
  it('are kept once each, the newest first, as they were narrowed down last', () => {
    const first = withPlace([{ hash: '#/changes?system=ad', title: 'Changes' }], {
      hash: '#/identities/7',
      title: 'Anna Nowak',
    })
    const second = withPlace(first, { hash: '#/changes?system=hr', title: 'Changes' })
    expect(second.map(({ hash }) => hash)).toEqual(['#/changes?system=hr', '#/identities/7'])
  })

  it('say what tells them apart', () => {
    expect(placeDetail({ hash: '#/identities/7', title: 'Anna Nowak' })).toBe('Identities')
    expect(placeDetail({ hash: '#/rules/10-in-hr.yaml', title: 'Rules' })).toBe('10-in-hr.yaml')
    expect(placeDetail({ hash: '#/changes?system=ad', title: 'Changes' })).toBeUndefined()
  })
})
