import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateFiles } from './generator/files.ts'

// node demo/generate.ts: writes the data of demo/contoso again.
for (const [name, content] of generateFiles()) {
  writeFileSync(join(import.meta.dirname, 'contoso', name), content)
  process.stdout.write(`${name}: ${content.length} bytes\n`)
}
