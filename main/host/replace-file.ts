import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

/** Writes a whole text file, or leaves it as it was: a crash in between shows the one or the other. Who may read it stays the same. */
export function replaceFile(file: string, text: string): void {
  const part = `${file}.part`
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  try {
    const handle = openSync(part, 'w', mode)
    try {
      writeFileSync(handle, text, 'utf8')
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}
