import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { ArchiveState } from '../../preload/contract/audit.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Pruned } from '../store/port.ts'
import { judgeArchive, type ReadArchive, readArchive } from './read-archive.ts'

/** What the first entry of all follows from. */
const start = '0'.repeat(64)

/**
 * Reads archives, the latest first: each tells of those that were pruned before it was.
 * @returns what each is worth, and the hashes of the wanted entries in those that are whole
 * @throws JoineryError `usage` when a file is not there
 */
export async function verifyArchives(
  files: readonly string[],
  told: readonly Pruned[],
  wanted: ReadonlySet<number>,
): Promise<{ archives: ArchiveState[]; archived: ReadonlyMap<number, string> }> {
  const known = [...told]
  const read: { file: string; content: ReadArchive }[] = []
  for (const file of [...files].sort((a, b) => firstOf(b) - firstOf(a))) {
    if (!existsSync(file))
      throw new JoineryError('usage', `there is no archive ${file}`, {
        advice: 'Name files that `joinery prune` has written',
        where: file,
        exitCode: 2,
      })
    const before = (first: number): string => known.find((part) => part.first === first)?.before ?? start
    const content = await readArchive(file, before, wanted)
    known.push(...content.pruned)
    read.push({ file, content })
  }
  const archives = read.map(({ file, content }) => judgeArchive(file, content, known))
  const archived = new Map(
    read.flatMap(({ content }, index) => (archives[index]?.verdict === 'whole' ? [...content.hashes] : [])),
  )
  return { archives: archives.reverse(), archived }
}

/** The number in its name; a file that was renamed is read last. */
const firstOf = (file: string): number => Number(/audit-(\d+)-\d+/.exec(basename(file))?.[1] ?? 0)
