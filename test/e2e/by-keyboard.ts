import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More stops than any screen has between two of its controls. */
const mostStops = 150

/** A busy machine takes its time. */
const patient = { timeout: 30_000 }

/** Goes from control to control until the wanted one has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < mostStops; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no Tab leads to ${target}`)
}

/** Where the focus is has to be seen: an outline, or a shadow that stands for one. */
export async function expectVisibleFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement as Element)
    const after = getComputedStyle(document.activeElement as Element, '::after')
    const isDrawn = ({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration): boolean =>
      (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    return isDrawn(style) || isDrawn(after)
  })
  expect(seen, 'the focused control has a ring').toBe(true)
}

/** Reaches a button by Tab and presses it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
  await expect.poll(() => button.isEnabled().catch(() => false), { timeout: 120_000 }).toBe(true)
  await tabTo(page, button)
  await expectVisibleFocus(page)
  await page.keyboard.press('Enter')
}

/** The letters that go to a screen from everywhere. */
export async function goTo(page: Page, key: string, title: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(key)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/**
 * A whole session without a mouse: reads everything, approves pattern after pattern, exports, confirms, reports, verifies the audit.
 * @returns how many changes were written, as the screen said before it wrote them
 */
export async function sessionByKeyboard(page: Page): Promise<number> {
  await press(page, /first session|Read all systems/)
  const steps = page.getByRole('list', { name: 'Steps of the session' })
  await page.getByRole('button', { name: /^Review [\d,]+ changes$/ }).waitFor({ timeout: 180_000 })
  await goTo(page, 'c', 'Changes')
  const grid = page.getByRole('treegrid', { name: 'Pending changes' })
  await grid.getByRole('row').nth(1).waitFor()

  // One decision is looked at, taken, and taken back.
  const approved = page.getByRole('button', { name: /^Export [\d,]+ approved$/ })
  const count = async (): Promise<number> => Number((await approved.textContent())?.replace(/\D/g, ''))
  await page.keyboard.press('e')
  await page.keyboard.press('j')
  await page.getByLabel('Selected change').getByText('Why', { exact: true }).first().waitFor()
  await page.keyboard.press('a')
  await expect.poll(count, patient).toBe(1)
  await page.keyboard.press('Control+z')
  await expect.poll(count, patient).toBe(0)

  // Then pattern after pattern, from the top to the end.
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  const open = page.getByRole('link', { name: /^Changes/ })
  const undecided = async (): Promise<number> => Number((await open.textContent())?.replace(/\D/g, ''))
  for (let pattern = 0; (await undecided()) > 0; pattern++) {
    expect(pattern, 'every pattern takes something away').toBeLessThan(300)
    const before = await undecided()
    await page.keyboard.press('Shift+A')
    await expect.poll(undecided, patient).toBeLessThan(before)
    await page.keyboard.press('j')
  }
  const all = await count()
  await press(page, /^Export [\d,]+ approved$/)
  await steps.waitFor()
  await press(page, /^Confirm [\d,]+$/)
  await press(page, 'Write the report')
  await page.getByText('This session is over and reported').waitFor({ timeout: 120_000 })

  await goTo(page, 'a', 'Audit')
  await page.getByRole('button', { name: /^Verify the chain/ }).waitFor()
  await page.keyboard.press('v')
  await page.getByText(/^The chain is whole: [\d,]+ entries/).waitFor()
  return all
}
