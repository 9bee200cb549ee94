import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { JoineryError } from '../host/joinery-error.ts'

const format = z.object({ version: z.literal(1), entries: z.record(z.string(), z.string()) })

/** A small file of named texts, readable by its owner only and replaced as a whole. */
export interface EntryFile {
  read(): Promise<Readonly<Record<string, string>>>
  /** Sets an entry; undefined removes it. Writes of one process follow each other. */
  write(name: string, text: string | undefined): Promise<void>
}

export function entryFile(path: string): EntryFile {
  let last: Promise<void> = Promise.resolve()

  async function read(): Promise<Record<string, string>> {
    const text = await readIfThere(path)
    if (text === undefined) return {}
    const parsed = format.safeParse(parseJson(text.toString('utf8')))
    if (parsed.success) return parsed.data.entries
    throw new JoineryError(
      'secret-file-damaged',
      'The file of kept secrets is damaged. It was left as it is.',
      {
        advice: 'Restore the file from a backup, or move it away and enter the secrets again.',
        where: path,
      },
    )
  }

  async function replace(name: string, text: string | undefined): Promise<void> {
    const entries = await read()
    if (text === undefined) delete entries[name]
    else entries[name] = text
    await writePrivate(path, JSON.stringify({ version: 1, entries }, null, 2))
  }

  return {
    read,
    write(name, text) {
      const written = last.then(() => replace(name, text))
      last = written.catch(() => {})
      return written
    },
  }
}

/** Replaces a file in one step; only its owner can read it, from the first byte on. */
export async function writePrivate(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' })
  // The mode given above is narrowed by the umask only; this also undoes a default access list of the folder.
  await chmod(draft, 0o600)
  await rename(draft, path)
}

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
