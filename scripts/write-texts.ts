import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { screenTexts, templateOf } from './extract-texts.ts'

const renderer = fileURLToPath(new URL('../renderer', import.meta.url))
writeFileSync(`${renderer}/language/texts.pot`, templateOf(screenTexts(renderer)))
