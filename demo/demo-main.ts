import { parseArgs } from 'node:util'
import { runDemo } from './run-demo.ts'

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    folder: { type: 'string' },
    ad: { type: 'string', default: 'twin' },
    verbose: { type: 'boolean', default: false },
  },
})

const { folder, ad, ...flags } = values
if (ad !== 'twin' && ad !== 'samba') throw new Error(`--ad ${ad}: choose twin or samba`)
process.exitCode = await runDemo({ ...flags, ad, ...(folder === undefined ? {} : { folder }) })
