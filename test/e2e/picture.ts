import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Pictures for README and documentation; made anew with JOINERY_SCREENSHOTS=1, so that an ordinary run leaves the tree as it was. */
const pictures = join(import.meta.dirname, '../../docs/screenshots')
const makePictures = process.env.JOINERY_SCREENSHOTS === '1'

export async function picture(page: Page, name: string): Promise<void> {
  if (!makePictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' })
}
