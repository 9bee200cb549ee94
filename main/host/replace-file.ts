import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/** Writes a whole text file, or leaves it as it was: a crash in between shows the one or the other. */
export function replaceFile(file: string, text: string): void {
  const part = `${file}.part`
  const handle = openSync(part, 'w')
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(part, file)
}
