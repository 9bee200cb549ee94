import { contextBridge, ipcRenderer } from 'electron'

/** The one origin that gets a bridge; the desktop shows no other page, and this is the second lock. */
const appOrigin = 'app://joinery'

/**
 * Hands the page a port to the host, a way to show the workspace's folder, the path of a file that a person chose and a way to save a copy of
 * a report, and nothing else of Electron. A port cannot pass the context bridge, so it goes through a window message, as Electron documents; only our own window and origin receive it.
 */
if (window.location.origin === appOrigin && window === window.top) {
  let isAsked = false

  ipcRenderer.on('joinery:port', (event) => {
    if (!isAsked || event.ports.length !== 1) {
      for (const port of event.ports) port.close()
      return
    }
    isAsked = false
    window.postMessage('joinery:port', appOrigin, event.ports)
  })
  ipcRenderer.on('joinery:host-lost', () => window.postMessage('joinery:host-lost', appOrigin))

  contextBridge.exposeInMainWorld('joinery', {
    requestPort() {
      if (isAsked) return
      isAsked = true
      ipcRenderer.send('joinery:port-request')
    },
    openFolder() {
      ipcRenderer.send('joinery:open-folder')
    },
    choosePath: (kind: unknown) => ipcRenderer.invoke('joinery:choose-path', String(kind)),
    saveCopy: (name: unknown) => ipcRenderer.invoke('joinery:save-copy', String(name)),
  })
}
