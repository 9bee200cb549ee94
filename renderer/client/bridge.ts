import { chosenPath, type PathKind, savedCopy } from '../../preload/contract/paths.ts'

/** What the desktop's preload script gives the page; absent in a browser. */
export interface Bridge {
  /** Asks for a port; it arrives as a window message with the data `joinery:port`. */
  requestPort(): void
  /** Shows the workspace's folder in the system's file manager. */
  openFolder(): void
  /** Shows a dialog of the system for a file. */
  choosePath(kind: PathKind): Promise<unknown>
  /** Asks where a copy of a report goes, and saves it there. */
  saveCopy(name: string): Promise<unknown>
}

declare global {
  interface Window {
    joinery?: Bridge
  }
}

/** The one place where the page learns whether it is in the desktop's window or in a browser. */
export const bridge = (): Bridge | undefined => window.joinery

/**
 * Lets a person choose a file, in the desktop; resolves with null when nothing was chosen. Undefined in a browser, which tells no paths: there
 * they are typed.
 */
export function pathChooser(kind: PathKind): (() => Promise<string | null>) | undefined {
  const desktop = bridge()
  return desktop && (async () => chosenPath.parse(await desktop.choosePath(kind)))
}

/**
 * Asks in the desktop where a copy of a written report goes, and saves it there.
 * @param path where the report was written
 * @returns where the copy is; null when a person left it, and in a browser, where the report stays where it was written
 */
export async function saveCopy(path: string): Promise<string | null> {
  const desktop = bridge()
  if (desktop === undefined) return null
  const saved = savedCopy.parse(await desktop.saveCopy(path.split(/[\\/]/).at(-1) ?? ''))
  if (saved.problem === null) return saved.path
  throw Object.assign(new Error(saved.problem), { advice: `The report itself is ${path}.` })
}

/** Shows the workspace's folder in the system's file manager; undefined in a browser. */
export function folderOpener(): (() => void) | undefined {
  const desktop = bridge()
  return desktop && (() => desktop.openFolder())
}
