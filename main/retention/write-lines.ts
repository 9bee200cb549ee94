import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/**
 * Writes an archive: lines, compressed, on the disk before this returns. It is there whole or not at all, and is never written over.
 * @param pages lines that end with a line break
 * @returns SHA-256 over the file, hexadecimal
 */
export async function writeLines(
  path: string,
  pages: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<string> {
  mkdirSync(dirname(path), { recursive: true })
  try {
    await pipeline(Readable.from(pages), createGzip(), createWriteStream(`${path}.part`, { flush: true }), {
      signal,
    })
  } catch (error) {
    rmSync(`${path}.part`, { force: true })
    throw error
  }
  renameSync(`${path}.part`, path)
  return fileHash(path)
}

/** From the disk, as whoever verifies it later reads it. */
export async function fileHash(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  return digest.digest('hex')
}
