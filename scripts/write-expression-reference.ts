import { readFileSync, writeFileSync } from 'node:fs'
import { functionReference } from '../main/expressions/reference.ts'

const file = new URL('../docs/expressions.md', import.meta.url)
const marker = '<!-- The rest is written by `npm run docs` from the function table. -->\n'
const [prose] = readFileSync(file, 'utf8').split(marker)
writeFileSync(file, `${prose}${marker}\n${functionReference()}`)
