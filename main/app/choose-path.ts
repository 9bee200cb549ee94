import { isAbsolute, relative, sep } from 'node:path'
import { type BrowserWindow, dialog, type FileFilter, type IpcMain } from 'electron'
import { type PathKind, pathKind } from '../../preload/contract/paths.ts'
import { ownFrame } from './own-frame.ts'

const filters: Record<PathKind, FileFilter> = {
  csv: { name: 'Text in columns', extensions: ['csv', 'tsv', 'txt'] },
  certificate: { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
  twin: { name: 'Directory twins', extensions: ['twin'] },
}

/**
 * Lets our own page ask a person for a file, one dialog at a time. The page says what kind of file it wants and gets its path or null: what
 * the dialog shows is decided here, and nothing is read. Whoever else asks is refused.
 */
export function offerPaths(ipc: IpcMain, window: BrowserWindow, workspaceDir: string): void {
  let isOpen = false
  ipc.handle('joinery:choose-path', async (event, asked: unknown): Promise<string | null> => {
    const kind = pathKind.safeParse(asked)
    if (!ownFrame(event, window.webContents) || !kind.success) throw new Error('No path is given out here.')
    if (isOpen) return null
    isOpen = true
    try {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: 'Choose a File',
        defaultPath: workspaceDir,
        properties: ['openFile'],
        filters: [filters[kind.data], { name: 'All files', extensions: ['*'] }],
      })
      const [path] = filePaths
      return canceled || path === undefined ? null : asConfigured(path, workspaceDir)
    } finally {
      isOpen = false
    }
  })
}

/** As a configuration names it: a workspace can be moved together with what lies in it. */
function asConfigured(path: string, workspaceDir: string): string {
  const below = relative(workspaceDir, path)
  const isBelow = below !== '' && !isAbsolute(below) && below.split(sep)[0] !== '..'
  return isBelow ? below.split(sep).join('/') : path
}
