import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Difference } from '../../../renderer/ui/Difference.tsx'
import { differenceOf, type Piece } from '../../../renderer/ui/difference.ts'

const marked = (pieces: readonly Piece[]) => pieces.map((p) => (p.changed ? `[${p.text}]` : p.text)).join('')
const shown = (before: string, after: string) => {
  const difference = differenceOf(before, after)
  return `${marked(difference.old)} → ${marked(difference.new)}`
}

describe('the word difference', () => {
  it.each([
    ['Sales', 'Sales EMEA', 'Sales → Sales [EMEA]'],
    ['Account Manager', 'Senior Account Manager', 'Account Manager → [Senior] Account Manager'],
    ['Lead Inside Sales', 'Head of Inside Sales', '[Lead] Inside Sales → [Head of] Inside Sales'],
    ['Sales Manager DACH', 'Sales Manager EMEA', 'Sales Manager [DACH] → Sales Manager [EMEA]'],
    ['OU=Sales,OU=Berlin', 'OU=Sales,OU=Munich', 'OU=Sales,OU=[Berlin] → OU=Sales,OU=[Munich]'],
    ['089 4176 2290', '+49 89 4176 2290', '[089] 4176 2290 → [+49 89] 4176 2290'],
    ['a.nowak@contoso.com', 'a.meier@contoso.com', 'a.[nowak]@contoso.com → a.[meier]@contoso.com'],
  ])('of %s and %s marks the changed words', (before, after, expected) => {
    expect(shown(before, after)).toBe(expected)
  })

  it('marks nothing when no word is common, even if a separator is', () => {
    expect(shown('512', '514')).toBe('512 → 514')
    expect(shown('H. Weiß', 'S. Østergaard')).toBe('H. Weiß → S. Østergaard')
  })

  it('loses no character of either value', () => {
    const word = fc.constantFrom('Sales', 'EMEA', 'OU', '=', ',', ' ', '  ', '.', 'Ł', '+49', '')
    const text = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const difference = differenceOf(before, after)
        expect(difference.old.map((p) => p.text).join('')).toBe(before)
        expect(difference.new.map((p) => p.text).join('')).toBe(after)
      }),
    )
  })

  it('leaves the same text on both sides once the marked words are taken out', () => {
    const word = fc.constantFrom('Sales', 'EMEA', 'Head', 'of', 'Inside')
    const text = fc.array(word, { minLength: 1, maxLength: 8 })
    const words = (pieces: readonly Piece[]) =>
      pieces
        .filter((p) => !p.changed)
        .flatMap((p) => p.text.split(/\s+/))
        .filter(Boolean)
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before.some((w) => after.includes(w)))
        const difference = differenceOf(before.join(' '), after.join(' '))
        expect(words(difference.old)).toEqual(words(difference.new))
      }),
    )
  })
})

describe('a difference on the page', () => {
  const html = (props: Parameters<typeof Difference>[0]) => renderToStaticMarkup(<Difference {...props} />)

  it('uses del and ins, and a word for no value', () => {
    expect(html({ old: 'Lead Inside Sales', new: 'Head of Inside Sales' })).toContain('<del>Lead</del>')
    expect(html({ old: null, new: 'CC-4410' })).toMatch(/<i class="nothing">empty<\/i>.*<ins>CC-4410<\/ins>/)
    expect(html({ old: '+49 171', new: null })).toMatch(/<del>\+49 171<\/del>.*empty/)
  })

  it('counts what comes and goes of several values', () => {
    const members = Array.from({ length: 214 }, (_, i) => `CN=${i}`)
    const text = html({ old: members, new: [], added: 32, removed: 2 }).replaceAll(/<[^>]+>/g, ' ')
    expect(text.replaceAll(/\s+/g, ' ').trim()).toBe('+32 −2 of 214 values')
  })

  it('escapes markup in values', () => {
    expect(html({ old: '<b>x', new: '<b>y' })).not.toContain('<b>')
  })
})
