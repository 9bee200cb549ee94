import { BrowserWindow, screen } from 'electron'
import { appUrl } from './app-origin.ts'
import { isOnSomeDisplay, type SettingsStore } from './settings.ts'

/** Opens the one window, sandboxed, where the last one was. `place`: what it shows first, as `#/changes`. */
export function openMainWindow(preload: string, settings: SettingsStore, place = ''): BrowserWindow {
  const kept = settings.get('bounds')
  const displays = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...(kept && isOnSomeDisplay(kept, displays) ? kept : { width: 1440, height: 900 }),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Joinery',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', () => settings.set('bounds', window.getNormalBounds()))
  void window.loadURL(`${appUrl}${place}`)
  return window
}
