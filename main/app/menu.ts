import { type App, Menu, type MenuItemConstructorOptions } from 'electron'

/** The few commands that belong to the window; everything about the work is in the page. */
export function setMenu(app: App, act: { openWorkspace: () => void; openHelp: () => void }): void {
  const isMac = process.platform === 'darwin'
  app.setAboutPanelOptions({
    applicationName: 'Joinery',
    applicationVersion: app.getVersion(),
    copyright: 'Licensed under Apache-2.0',
  })
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open Workspace…', accelerator: 'CmdOrCtrl+O', click: act.openWorkspace },
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    {
      role: 'help',
      submenu: [
        // F1 is the page's: it knows which screen is shown.
        { label: '&Help', click: act.openHelp },
        { label: '&About Joinery', click: () => app.showAboutPanel() },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
