import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The lines of an archive, one after the other. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const text = createGunzip()
  file.on('error', (error) => text.destroy(error))
  for await (const line of createInterface({
    input: file.pipe(text),
    crlfDelay: Number.POSITIVE_INFINITY,
  }))
    if (line !== '') yield line
}
