import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Errors of the page: a console error or an exception is a failed test. */
export function listen(page: Page): string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return errors
}

/** What axe finds serious or critical. */
export async function serious(page: Page): Promise<string[]> {
  // Fluent's focus guards hand the focus on in the moment they get it: nobody ever stands on one.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}
