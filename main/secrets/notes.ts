import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { JoineryError } from '../host/joinery-error.ts'

const schema = z.object({
  id: z.string(),
  at: z.number(),
  author: z.string(),
  event: z.enum(['secret-set', 'secret-set-failed', 'secret-deleted', 'secret-delete-failed']),
  system: z.string(),
  field: z.string(),
})

/** What somebody did with a secret while the workspace was not open; never the secret. */
export type SecretNote = z.output<typeof schema>

const fileName = '.joinery-secrets.jsonl'

/** Leaves a note in the workspace's folder, for its audit. @throws JoineryError `secret-not-noted` */
export function noteSecret(dir: string, note: Omit<SecretNote, 'id' | 'at'>): void {
  const line = JSON.stringify({ id: randomUUID(), at: Date.now(), ...note })
  const file = join(dir, fileName)
  try {
    appendFileSync(file, `${line}\n`, { mode: 0o600, flush: true })
  } catch (cause) {
    throw new JoineryError(
      'secret-not-noted',
      `it cannot be noted for the audit who changes this secret: ${(cause as Error).message}`,
      { advice: 'Make the workspace folder writable for you, and try again', where: file, cause },
    )
  }
}

/**
 * Hands the notes of a workspace over and removes them. Notes that were handed over and not removed, because the process ended between, are
 * handed over again: whoever takes them knows them by their ids.
 * @param take gets what could be read, and how many lines could not
 */
export async function takeSecretNotes(
  dir: string,
  take: (notes: readonly SecretNote[], unreadable: number) => Promise<void>,
): Promise<void> {
  const file = join(dir, fileName)
  const taken = `${file}.taken`
  for (;;) {
    // Notes that are written from now on go into a new file.
    if (!existsSync(taken)) {
      if (!existsSync(file)) return
      renameSync(file, taken)
    }
    const lines = readFileSync(taken, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const notes = lines.flatMap((line) => noteOf(line) ?? [])
    await take(notes, lines.length - notes.length)
    rmSync(taken)
  }
}

function noteOf(line: string): SecretNote | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
