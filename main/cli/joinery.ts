import { outliveReader } from './closed-pipe.ts'
import { program } from './program.ts'

for (const output of [process.stdout, process.stderr]) outliveReader(output)

await program.parseAsync()
