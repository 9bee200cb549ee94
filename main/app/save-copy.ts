import { copyFile, lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BrowserWindow, dialog, type IpcMain } from 'electron'
import { reportName, type SavedCopy } from '../../preload/contract/paths.ts'
import { ownFrame } from './own-frame.ts'
import type { SettingsStore } from './settings.ts'

/**
 * Lets our own page hand a written report to a person, one dialog at a time. The page names a file of the workspace's `reports` folder; where
 * the copy goes, a person says in the dialog, and the folder is offered again the next time. Nothing else is read, and nothing is written
 * without the dialog. Whoever else asks is refused.
 */
export function offerCopies(
  ipc: IpcMain,
  window: BrowserWindow,
  workspaceDir: string,
  settings: SettingsStore,
): void {
  let isOpen = false
  ipc.handle('joinery:save-copy', async (event, asked: unknown): Promise<SavedCopy> => {
    const name = reportName.safeParse(asked)
    if (!ownFrame(event, window.webContents) || !name.success) throw new Error('Nothing is saved from here.')
    if (isOpen) return { path: null, problem: null }
    isOpen = true
    try {
      return await save(join(workspaceDir, 'reports', name.data), name.data, window, settings)
    } finally {
      isOpen = false
    }
  })
}

async function save(
  report: string,
  name: string,
  window: BrowserWindow,
  settings: SettingsStore,
): Promise<SavedCopy> {
  const folder = settings.get('saveFolder')
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the Report',
    defaultPath: folder === undefined ? name : join(folder, name),
    filters: [
      name.endsWith('.csv')
        ? { name: 'Text in columns', extensions: ['csv'] }
        : { name: 'Pages', extensions: ['html'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  if (canceled || !filePath) return { path: null, problem: null }
  try {
    // A link in the folder would lead out of it.
    if (!(await lstat(report)).isFile()) throw new Error(`${report} is not a file`)
    if (filePath !== report) await copyFile(report, filePath)
    settings.set('saveFolder', dirname(filePath))
    return { path: filePath, problem: null }
  } catch (error) {
    return { path: null, problem: `${filePath} was not saved: ${(error as Error).message}` }
  }
}
