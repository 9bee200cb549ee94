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
if (ad === 'twin' || ad === 'samba')
  process.exitCode = await runDemo({ ...flags, ad, ...(folder === undefined ? {} : { folder }) })
else {
  process.stderr.write(`demo: --ad ${ad} is not known; choose twin or samba\n`)
  process.exitCode = 2
}
