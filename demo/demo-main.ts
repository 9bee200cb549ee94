import { parseArgs } from 'node:util'
import { runDemo } from './run-demo.ts'

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    folder: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})

const { folder, ...flags } = values
process.exitCode = await runDemo({ ...flags, ...(folder === undefined ? {} : { folder }) })
