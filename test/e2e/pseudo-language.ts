import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { screenTexts } from '../../scripts/extract-texts.ts'

const letters: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ö',
  u: 'ü',
  n: 'ñ',
  s: 'š',
  c: 'č',
  y: 'ý',
  z: 'ž',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ö',
  U: 'Ü',
  S: 'Š',
  C: 'Č',
  N: 'Ñ',
}

/** `Edit {0}` → `⟦Édít {0} ··⟧`: can be read, is a third longer, and tells itself from what was never translated. */
export function pseudo(text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  const strange = words.replace(/\{\d+\}|[a-zA-Z]/g, (one) => letters[one] ?? one)
  return `${before}⟦${strange}${'·'.repeat(Math.ceil(words.length / 3))}⟧${after}`
}

/** The texts of a language that nobody speaks. */
export function pseudoCatalogue(): Record<string, string | string[]> {
  const texts = screenTexts(join(import.meta.dirname, '../../renderer'))
  return Object.fromEntries(
    texts.map(({ text, plural }) => [
      text,
      plural === undefined ? pseudo(text) : [pseudo(text), pseudo(plural)],
    ]),
  )
}

/** From the next start on the page speaks it. */
export async function speakPseudo(page: Page): Promise<void> {
  const catalogue = JSON.stringify(pseudoCatalogue())
  await page.route('**/texts/qps.json', (route) =>
    route.fulfill({ contentType: 'application/json', body: catalogue }),
  )
  await page.evaluate(() => localStorage.setItem('joinery.language', 'qps'))
  await page.reload()
}
