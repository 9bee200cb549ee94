import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ConfigError } from './config-error.ts'

/** The text files of a workspace, wherever they come from: the disk, or the disk with what somebody has not saved yet. */
export interface ConfigTexts {
  /** Names of the YAML files in a folder, in the order in which they are read. */
  names(folder: string): readonly string[]
  /** @throws ConfigError when it cannot be read */
  read(file: string): string
}

/** The files as they are on the disk, each time they are asked for. */
export function textsIn(dir: string): ConfigTexts {
  return { names: (folder) => yamlNames(dir, folder), read: (file) => readText(dir, file) }
}

/** The files as they are now, kept in memory: what is edited later does not show. */
export function keptTexts(from: ConfigTexts, folders: readonly string[]): ConfigTexts {
  const names = new Map(folders.map((folder) => [folder, from.names(folder)]))
  const files = [...names].flatMap(([folder, all]) => all.map((name) => join(folder, name)))
  const texts = new Map(['workspace.yaml', ...files].map((file) => [plain(file), from.read(file)]))
  return {
    names: (folder) => names.get(folder) ?? [],
    read: (file) => texts.get(plain(file)) ?? from.read(file),
  }
}

/** One name for a file, whichever way its folders are divided. */
const plain = (file: string): string => file.replaceAll('\\', '/')

/** The same with other text in some files, named with slashes; `null` takes a file away. */
export function withEdits(from: ConfigTexts, edits: ReadonlyMap<string, string | null>): ConfigTexts {
  return {
    names: (folder) => {
      const names = new Set(from.names(folder))
      for (const [file, text] of edits) {
        if (dirname(file) !== folder) continue
        if (text === null) names.delete(basename(file))
        else names.add(basename(file))
      }
      return [...names].sort()
    },
    read: (file) => edits.get(plain(file)) ?? from.read(file),
  }
}

function yamlNames(dir: string, folder: string): string[] {
  try {
    return readdirSync(join(dir, folder))
      .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
      .sort()
  } catch {
    return []
  }
}

function readText(dir: string, file: string): string {
  try {
    return readFileSync(join(dir, file), 'utf8')
  } catch (cause) {
    throw new ConfigError([
      {
        file,
        line: 1,
        column: 1,
        path: '',
        message: `cannot read ${join(dir, file)} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
        advice: 'Run `joinery init` to create a workspace, or name its folder with --workspace',
      },
    ])
  }
}
