import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { JoineryError } from '../joinery-error.ts'
import { replaceFile } from '../replace-file.ts'

/** Rule files on the disk. Whoever saves names the content the edit was made from, so that nobody writes over somebody else's edit. */

export interface FileContent {
  readonly text: string
  readonly hash: string
}

export type Saved =
  | { readonly saved: true; readonly hash: string }
  | { readonly saved: false; readonly text: string | null; readonly hash: string | null }

const pathOf = (dir: string, file: string): string => join(dir, 'rules', basename(file))
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Undefined where there is no such file.
 * @throws JoineryError `not-utf8`: such a text would not come back as it was
 */
export function readRuleFile(dir: string, file: string): FileContent | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(pathOf(dir, file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unusable(file, 'read', error)
  }
  try {
    // The mark at the beginning of some files is part of them.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { text, hash: hashOf(bytes) }
  } catch {
    throw new JoineryError('not-utf8', `${file} is not written in UTF-8`, {
      advice: 'Save it as UTF-8 with the editor it was written with, then open it here',
      where: file,
    })
  }
}

/**
 * Writes a file whole or not at all.
 * @param hash of the content the text was made from; null: there was no file
 */
export function saveRuleFile(dir: string, file: string, text: string, hash: string | null): Saved {
  const now = readRuleFile(dir, file)
  if ((now?.hash ?? null) !== hash) return { saved: false, text: now?.text ?? null, hash: now?.hash ?? null }
  try {
    mkdirSync(join(dir, 'rules'), { recursive: true })
    replaceFile(pathOf(dir, file), text)
  } catch (error) {
    throw unusable(file, 'written', error)
  }
  return { saved: true, hash: hashOf(Buffer.from(text, 'utf8')) }
}

export function removeRuleFile(dir: string, file: string, hash: string): Saved {
  const now = readRuleFile(dir, file)
  if (now?.hash !== hash) return { saved: false, text: now?.text ?? null, hash: now?.hash ?? null }
  try {
    rmSync(pathOf(dir, file))
  } catch (error) {
    throw unusable(file, 'removed', error)
  }
  return { saved: true, hash }
}

function unusable(file: string, what: string, error: unknown): JoineryError {
  const code = (error as NodeJS.ErrnoException).code ?? 'error'
  return new JoineryError('rule-file', `${file} cannot be ${what} (${code})`, {
    advice:
      'See who may write to the folder of the workspace, and whether its disk is full. What you typed is still in the editor',
    where: file,
    cause: error,
  })
}
