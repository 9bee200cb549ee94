import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '../../../preload/contract/client.ts'
import { connect } from '../../../renderer/client/connect.ts'
import { type BrowserWindow, WebFrame } from '../../fakes/electron/browser-window.ts'
import { app } from '../../fakes/electron/index.ts'
import { session } from '../../fakes/electron/session.ts'
import { state } from '../../fakes/electron/state.ts'
import { eventually } from '../../fakes/eventually.ts'
import { pageSource, type Stage, setStage } from './desktop-stage.ts'
import { Page, runBridge } from './page.ts'

vi.mock('electron', () => import('../../fakes/electron/index.ts'))

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await stage.end()
})

/** The page of the window, connected through the bridge as in the product. */
async function connected(window: BrowserWindow, onState?: (state: string) => void) {
  await runBridge(window.webContents, new Page())
  return createClient(await connect(onState))
}

async function check(client: ReturnType<typeof createClient>, system: string): Promise<string> {
  return (await client.call('systems.check', { system }))[0]?.detail ?? ''
}

describe('the start', () => {
  test('does before ready what Electron wants before ready, and the rest after', async () => {
    const ready = stage.launch()
    expect(state.schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ])
    expect(app.isSandboxed).toBe(true)
    expect(state.windows).toEqual([])
    ready.becomeReady()
    await eventually(() => expect(state.windows).toHaveLength(1))
    expect(state.errorBoxes).toEqual([])
  })

  test('of a second instance shows the window of the first', async () => {
    const window = await stage.start()
    window.minimized = true
    app.emit('second-instance', {}, ['joinery'])
    expect(window).toMatchObject({ focused: 1, minimized: false })
  })

  test('beside another instance ends at once', async () => {
    state.isFirstInstance = false
    stage.launch().becomeReady()
    expect(state.hasQuit).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(state.windows).toEqual([])
  })

  test('without built pages says so and ends', async () => {
    await rm(join(stage.folder, 'renderer'), { recursive: true })
    stage.launch().becomeReady()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.errorBoxes[0]?.content).toContain('npm run build')
  })
})

describe('the window', () => {
  test('is sandboxed and isolated', async () => {
    const { options } = await stage.start()
    expect(options.webPreferences).toEqual({
      preload: join(stage.folder, 'bridge.cjs'),
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
    })
  })

  test('shows our page under a policy with a nonce of its own', async () => {
    const window = await stage.start()
    const answer = (await window.loaded) as Response
    const policy = answer.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(window.webContents.mainFrame.url).toBe('app://joinery/')
    expect(await answer.text()).toBe(pageSource.replace('__CSP_NONCE__', nonce))
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
    expect(policy).toContain(
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    const again = await state.handlers.get('app')?.(new Request('app://joinery/'))
    expect(again?.headers.get('content-security-policy')).not.toBe(policy)
  })

  test.each([
    ['app://joinery/nothing.js', 404],
    ['app://joinery/..%2fcontoso%2fworkspace.yaml', 404],
    ['app://joinery/%zz', 400],
    ['app://elsewhere/', 403],
  ])('gets nothing for %s', async (url, status) => {
    await stage.start()
    const answer = await state.handlers.get('app')?.(new Request(url))
    expect(answer?.status).toBe(status)
    expect(await answer?.text()).not.toContain('Contoso')
  })

  test('cannot post to its own scheme', async () => {
    await stage.start()
    const answer = await state.handlers.get('app')?.(new Request('app://joinery/', { method: 'POST' }))
    expect(answer?.status).toBe(403)
  })

  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    'stays on our pages at %s',
    async (event) => {
      const { webContents } = await stage.start()
      expect(webContents.tries(event, 'app://joinery/changes')).toBe(true)
      for (const url of [
        'https://evil.example',
        'file:///etc/passwd',
        'app://evil',
        'javascript:1',
        'nonsense',
      ]) {
        expect(webContents.tries(event, url), url).toBe(false)
      }
    },
  )

  test('hands a link that leads away to the browser, once, and not that of a frame', async () => {
    const { webContents } = await stage.start()
    expect(webContents.navigates('https://example.org/away')).toBe(false)
    expect(webContents.navigates('https://example.org/framed', false)).toBe(false)
    expect(webContents.navigates('app://joinery/')).toBe(true)
    expect(state.openedOutside).toEqual(['https://example.org/away'])
  })

  test('opens no window, and only https outside', async () => {
    const { webContents } = await stage.start()
    const outside = [
      'https://example.org/a',
      'http://example.org',
      'file:///etc/passwd',
      'https://u:p@example.org',
    ]
    for (const url of [...outside, 'app://joinery/', 'smb://server/share', 'ms-msdt:/id', 'https://', '']) {
      expect(webContents.opens(url), url).toBe(false)
    }
    expect(state.openedOutside).toEqual(['https://example.org/a'])
  })

  test('embeds no webview', async () => {
    const { webContents } = await stage.start()
    expect(webContents.tries('will-attach-webview', '')).toBe(false)
  })

  test('gets no permission, device, screen, download or network', async () => {
    await stage.start()
    const { defaultSession } = session
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      expect(defaultSession.askPermission(permission)).toEqual({ requested: false, checked: false })
    }
    expect(defaultSession.askDevice()).toBe(false)
    expect(defaultSession.askScreen()).toBe(false)
    expect(defaultSession.mayDownload()).toBe(false)
    expect(defaultSession.mayLoad('app://joinery/assets/index.js')).toBe(true)
    const foreign = [
      'https://example.org',
      'http://127.0.0.1:80',
      'ws://127.0.0.1',
      'file:///etc/passwd',
      'app://evil/',
    ]
    for (const url of [...foreign, 'devtools://devtools/bundled'])
      expect(defaultSession.mayLoad(url), url).toBe(false)
  })

  test('opens where it was closed, if that is on a display', async () => {
    const first = await stage.start()
    expect(first.options).toMatchObject({ width: 1440, height: 900 })
    first.close()
    expect(stage.settings.get('bounds')).toEqual(first.bounds)
  })

  test.each([
    ['on the display', { x: 10, y: 20, width: 1200, height: 800 }, 1200],
    ['on a display that is gone', { x: 3000, y: 20, width: 1200, height: 800 }, 1440],
    ['damaged', { x: 10, y: 20, width: 1200, height: 1e9 }, 1440],
    ['of nothing', 'wide', 1440],
  ])('with kept bounds %s', async (_, bounds, width) => {
    stage.settings.set('bounds', bounds)
    expect((await stage.start()).options.width).toBe(width)
  })
})

describe('the port', () => {
  test('connects page and host process', async () => {
    const window = await stage.start()
    const client = await connected(window)
    const info = await client.call('workspace.get', {})
    expect(info.path).toBe(stage.workspace)
    expect(info.user).not.toBe('')
  })

  test('is handed out once for one request', async () => {
    const window = await stage.start()
    const page = new Page()
    await runBridge(window.webContents, page)
    const seen = page.messages()
    page.joinery?.requestPort()
    page.joinery?.requestPort()
    await eventually(() => expect(seen).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(seen).toMatchObject([{ data: 'joinery:port', ports: [expect.anything()] }])
  })

  test('is all that the page gets', async () => {
    const window = await stage.start()
    const exposed = await runBridge(window.webContents, new Page())
    expect(Object.keys(exposed)).toEqual(['joinery'])
    expect(Object.keys(exposed.joinery as object)).toEqual([
      'requestPort',
      'openFolder',
      'choosePath',
      'saveCopy',
    ])
  })

  test('comes with a way to show the workspace, and no other folder', async () => {
    const window = await stage.start()
    const page = new Page()
    await runBridge(window.webContents, page)
    page.joinery?.openFolder()
    await eventually(() => expect(state.openedFolders).toEqual([stage.workspace]))
    const frame = new WebFrame()
    frame.url = 'https://evil.example/'
    window.webContents.receive('joinery:open-folder', frame)
    expect(state.openedFolders).toHaveLength(1)
  })

  test.each([
    ['a page of another origin', new Page('https://evil.example')],
    ['a frame in a page', new Page('app://joinery', new Page())],
  ])('is not for %s', async (_, page) => {
    const window = await stage.start()
    expect(await runBridge(window.webContents, page)).toEqual({})
  })

  test('that nobody asked for does not reach the page', async () => {
    const window = await stage.start()
    const page = new Page()
    await runBridge(window.webContents, page)
    const seen = page.messages()
    const close = vi.fn()
    window.webContents.mainFrame.renderer.emit('joinery:port', { ports: [{ close }] })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(seen).toEqual([])
    expect(close).toHaveBeenCalledOnce()
  })

  test('is refused to other contents, frames and pages', async () => {
    const { webContents } = await stage.start()
    const handed: string[] = []
    const frameOf = (name: string, url: string, parent: WebFrame | null = null) => {
      const frame = new WebFrame()
      frame.renderer.on('joinery:port', () => handed.push(name))
      return Object.assign(frame, { url, parent })
    }
    webContents.receive('joinery:port-request', frameOf('foreign page', 'https://evil.example'))
    webContents.receive('joinery:port-request', frameOf('other host', 'app://evil/'))
    webContents.receive('joinery:port-request', frameOf('subframe', 'app://joinery/', webContents.mainFrame))
    webContents.receive('joinery:port-request', null)
    const { WebContents } = await import('../../fakes/electron/browser-window.ts')
    new WebContents().receive('joinery:port-request', frameOf('other contents', 'app://joinery/'))
    webContents.receive('joinery:port-request', frameOf('own', 'app://joinery/'))
    await eventually(() => expect(handed).toEqual(['own']))
  })

  test('of a page ends when the next page takes over', async () => {
    const window = await stage.start()
    const states: string[] = []
    const first = await connected(window, (next) => states.push(next))
    await first.call('workspace.get', {})
    const second = await connected(window)
    await second.call('workspace.get', {})
    await eventually(() => expect(states).toEqual(['connecting', 'connected', 'lost']))
  })

  test('is only taken from a message of the window itself', async () => {
    const window = await stage.start()
    const page = new Page()
    await runBridge(window.webContents, page)
    const forged = { close: vi.fn(), postMessage: vi.fn(), start: vi.fn(), addEventListener: vi.fn() }
    const connecting = connect()
    page.dispatch({ data: 'joinery:port', origin: 'https://evil.example', source: page, ports: [forged] })
    page.dispatch({ data: 'joinery:port', origin: 'app://joinery', source: {}, ports: [forged] })
    const client = createClient(await connecting)
    expect((await client.call('workspace.get', {})).name).toBe('Contoso')
    expect(forged.start).not.toHaveBeenCalled()
  })
})

describe('the host process', () => {
  test('is forked after ready, without secrets in its environment', async () => {
    vi.stubEnv('JOINERY_SECRET_AD_PASSWORD', 'from the environment')
    const window = await stage.start()
    const client = await connected(window)
    expect(await check(client, 'environment')).not.toContain('from the environment')
    expect(await check(client, 'secret')).toBe('from the environment')
    expect(await check(client, 'variable')).toBe('JOINERY_SECRET_AD_PASSWORD')
    vi.unstubAllEnvs()
  })

  test('is started again when it dies, and the page is told', async () => {
    const window = await stage.start()
    const states: string[] = []
    const client = await connected(window, (next) => states.push(next))
    await expect(check(client, 'die')).rejects.toMatchObject({ code: 'connection-lost' })
    expect(states).toEqual(['connecting', 'connected', 'lost'])
    // The page may hear of the loss before the main process does; then its next port is lost, too.
    const again = await eventually(async () => createClient(await connect()).call('workspace.get', {}))
    expect(again.name).toBe('Contoso')
    expect(state.children).toHaveLength(2)
    expect(state.errorBoxes).toEqual([])
  })

  test('tells the page of its death even when the port does not', async () => {
    const window = await stage.start()
    const page = new Page()
    await runBridge(window.webContents, page)
    const states: string[] = []
    createClient(await connect((next) => states.push(next)))
    window.webContents.send('joinery:host-lost')
    await eventually(() => expect(states.at(-1)).toBe('lost'))
  })

  test('that dies again and again is given up with a word', async () => {
    const deadly = join(stage.folder, 'deadly')
    stage.launch([`--workspace=${deadly}`]).becomeReady()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.children).toHaveLength(5)
    expect(state.errorBoxes).toHaveLength(1)
    expect(state.errorBoxes[0]?.title).toContain('five times')
  })

  test('that cannot open the workspace says why, once', async () => {
    stage.launch([`--workspace=${join(stage.folder, 'locked')}`]).becomeReady()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.errorBoxes).toEqual([
      { title: 'Another Joinery works on it.', content: 'Close the other one.' },
    ])
    expect(state.children).toHaveLength(1)
  })

  test('has closed its workspace before the application ends', async () => {
    const window = await stage.start()
    await (await connected(window)).call('workspace.get', {})
    const codes: unknown[] = []
    state.children[0]?.on('exit', (code) => codes.push(code))
    app.emit('window-all-closed')
    expect(state.hasQuit).toBe(false)
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(codes).toEqual([0])
  })
})

describe('a link from outside', () => {
  test('opens its place: at the start, from another start, and on a Mac', async () => {
    const window = await stage.start([`--workspace=${stage.workspace}`, 'joinery://changes?system=ad'])
    expect(window.webContents.mainFrame.url).toBe('app://joinery/#/changes?system=ad')
    app.emit('second-instance', {}, ['joinery', 'joinery://history/46'])
    expect(window.webContents.mainFrame.url).toBe('app://joinery/#/history/46')
    const preventDefault = vi.fn()
    app.emit('open-url', { preventDefault }, 'joinery://joins')
    expect(preventDefault).toHaveBeenCalled()
    expect(window.webContents.mainFrame.url).toBe('app://joinery/#/joins')
    expect(state.linkSchemes).toEqual(['joinery'])
  })

  test('is not the business of a program that is not installed', async () => {
    app.isPackaged = false
    await stage.start()
    expect(state.linkSchemes).toEqual([])
  })
})

describe('a job', () => {
  const job = { type: 'job', state: 'running', share: 0.25, message: '', seconds: 0 }
  const tell = (news: Partial<Record<keyof typeof job, unknown>>) =>
    state.children[0]?.emit('message', { ...job, ...news })

  test('shows how far it is at the taskbar, and nothing after its end', async () => {
    const window = await stage.start()
    tell({})
    expect(window.progress).toEqual({ value: 0.25, mode: 'normal' })
    tell({ share: null })
    expect(window.progress).toEqual({ value: 2, mode: 'indeterminate' })
    tell({ state: 'paused' })
    expect(window.progress).toEqual({ value: 0.25, mode: 'paused' })
    tell({ state: 'done', seconds: 3 })
    expect(window.progress.value).toBe(-1)
    tell({ share: 7 })
    expect(window.progress.value).toBe(-1)
  })

  test('that took long is told when nobody is looking; the notification leads back', async () => {
    const window = await stage.start()
    const end = { state: 'done', seconds: 40, message: '1,378 changes planned' }
    tell(end)
    expect(state.notifications).toHaveLength(0)
    window.hasFocus = false
    tell({ ...end, seconds: 3 })
    expect(state.notifications).toHaveLength(0)
    tell(end)
    expect(state.notifications.map(({ options }) => options)).toEqual([
      { title: 'Done: Joinery waits for you', body: '1,378 changes planned' },
    ])
    window.minimized = true
    state.notifications[0]?.emit('click')
    expect(window).toMatchObject({ focused: 1, minimized: false })
  })

  test('is not told where the system shows no notifications', async () => {
    const window = await stage.start()
    window.hasFocus = false
    state.canNotify = false
    tell({ state: 'failed', seconds: 40, message: 'x' })
    expect(state.notifications).toEqual([])
  })

  test('ends at the taskbar with the process that worked on it', async () => {
    const window = await stage.start()
    tell({})
    const client = await connected(window)
    await check(client, 'die').catch(() => undefined)
    await eventually(() => expect(window.progress.value).toBe(-1))
  })
})

describe('secrets', () => {
  async function kept(name: string): Promise<string> {
    return readFile(join(state.userData, name), 'utf8').catch(() => '')
  }

  test('go from the host process into the keychain and back', async () => {
    const client = await connected(await stage.start())
    expect(await check(client, 'secret')).toBe('none')
    await check(client, 'save')
    expect(await check(client, 'secret')).toBe('from the host')
    expect(await kept('secrets-keychain.json')).not.toContain('from the host')
    expect(JSON.parse(await check(client, 'describe'))).toEqual({ kind: 'keychain', encrypted: true })
    await check(client, 'forget')
    expect(await check(client, 'secret')).toBe('none')
  })

  test('that cannot be decrypted are an error the page can read', async () => {
    const client = await connected(await stage.start())
    await check(client, 'save')
    state.keychain = 'basic_text'
    await expect(check(client, 'secret')).rejects.toMatchObject({ code: 'secret-unreadable' })
  })

  test.skipIf(process.platform !== 'linux')('without a keyring are called what they are', async () => {
    state.keychain = 'basic_text'
    const client = await connected(await stage.start())
    const description = JSON.parse(await check(client, 'describe'))
    expect(description).toMatchObject({ kind: 'basic-text', encrypted: false })
    expect(description.warning).toContain('keyring')
  })

  test('without any keychain go into the file, which says so', async () => {
    state.keychain = 'unavailable'
    const client = await connected(await stage.start())
    await check(client, 'save')
    expect(await check(client, 'secret')).toBe('from the host')
    expect(JSON.parse(await check(client, 'describe'))).toMatchObject({ kind: 'file', encrypted: false })
    expect(await kept('secrets/secrets.json')).not.toContain('from the host')
  })
})

describe('the workspace', () => {
  test('is remembered', async () => {
    await stage.start()
    expect(stage.settings.get('lastWorkspace')).toBe(stage.workspace)
  })

  test('of the last time is opened again', async () => {
    stage.settings.set('lastWorkspace', stage.workspace)
    const client = await connected(await stage.start([]))
    expect((await client.call('workspace.get', {})).path).toBe(stage.workspace)
  })

  test('is asked for when the last one is gone', async () => {
    stage.settings.set('lastWorkspace', join(stage.folder, 'gone'))
    state.chosen.push(stage.workspace)
    const client = await connected(await stage.start([]))
    expect((await client.call('workspace.get', {})).path).toBe(stage.workspace)
  })

  test('that nobody chooses ends the application', async () => {
    stage.launch([]).becomeReady()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.windows).toEqual([])
  })

  test('must hold a workspace.yaml', async () => {
    state.chosen.push(stage.folder)
    stage.launch([]).becomeReady()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.errorBoxes[0]?.content).toContain('joinery init')
  })

  test('is changed by the menu, with a new start', async () => {
    await stage.start()
    const other = stage.workspace
    state.chosen.push(other)
    state.menu?.[process.platform === 'darwin' ? 1 : 0]?.submenu?.[0]?.click?.()
    await eventually(() => expect(state.hasQuit).toBe(true))
    expect(state.relaunched).toHaveLength(1)
    expect(stage.settings.get('lastWorkspace')).toBe(other)
  })
})

describe('a path', () => {
  /** The page of the window, with the bridge alone. */
  async function page() {
    const window = await stage.start()
    const exposed = await runBridge(window.webContents, new Page())
    const { choosePath } = exposed.joinery as { choosePath(kind: unknown): Promise<unknown> }
    return { window, choosePath }
  }

  test('is chosen by a person, and named as the configuration names it', async () => {
    const { choosePath } = await page()
    state.chosen.push(join(stage.workspace, 'hr', 'people.csv'), '/etc/ssl/root.pem', `${stage.workspace}2/x`)
    expect(await choosePath('csv')).toBe('hr/people.csv')
    expect(await choosePath('certificate')).toBe('/etc/ssl/root.pem')
    expect(await choosePath('twin')).toBe(`${stage.workspace}2/x`)
    expect(await choosePath('csv')).toBe(null)
    expect(state.openDialogs.map(({ filters }) => filters?.[0]?.extensions[0])).toEqual([
      'csv',
      'pem',
      'twin',
      'csv',
    ])
    for (const dialog of state.openDialogs)
      expect(dialog).toMatchObject({ defaultPath: stage.workspace, properties: ['openFile'] })
  })

  test('is asked for in one dialog at a time', async () => {
    const { choosePath } = await page()
    state.chosen.push('/a', '/b')
    expect(await Promise.all([choosePath('csv'), choosePath('csv')])).toEqual(['/a', null])
    expect(state.openDialogs).toHaveLength(1)
    expect(await choosePath('csv')).toBe('/b')
  })

  test('is not for other kinds, frames, pages or contents', async () => {
    const { window, choosePath } = await page()
    state.chosen.push('/secret')
    await expect(choosePath('anything')).rejects.toThrow('No path')
    await expect(choosePath({ properties: ['openDirectory'] })).rejects.toThrow('No path')
    const { webContents } = window
    const frame = (url: string, parent: WebFrame | null) => Object.assign(new WebFrame(), { url, parent })
    for (const other of [
      frame('https://evil.example', null),
      frame('app://joinery/', webContents.mainFrame),
      null,
    ])
      await expect(webContents.invoke('joinery:choose-path', ['csv'], other)).rejects.toThrow('No path')
    const { WebContents } = await import('../../fakes/electron/browser-window.ts')
    await expect(
      new WebContents().invoke('joinery:choose-path', ['csv'], frame('app://joinery/', null)),
    ).rejects.toThrow('No path')
    expect(state.openDialogs).toEqual([])
  })
})

describe('a copy of a report', () => {
  async function page() {
    const window = await stage.start()
    const exposed = await runBridge(window.webContents, new Page())
    const { saveCopy } = exposed.joinery as { saveCopy(name: unknown): Promise<unknown> }
    const reports = join(stage.workspace, 'reports')
    await mkdir(reports)
    await writeFile(join(reports, 'audit-7.csv'), 'entry,what\r\n')
    await writeFile(join(reports, 'drift-1.html'), '<!doctype html>')
    return { window, saveCopy, reports }
  }
  const left = { path: null, problem: null }

  test('goes where a person says, and the folder is offered again', async () => {
    const { saveCopy, reports } = await page()
    const place = join(stage.folder, 'papers')
    await mkdir(place)
    state.chosen.push(join(place, 'for the auditor.csv'), join(place, 'drift.html'))
    expect(await saveCopy('audit-7.csv')).toEqual({ path: join(place, 'for the auditor.csv'), problem: null })
    expect(await readFile(join(place, 'for the auditor.csv'), 'utf8')).toBe('entry,what\r\n')
    expect(await readFile(join(reports, 'audit-7.csv'), 'utf8')).toBe('entry,what\r\n')
    expect(stage.settings.get('saveFolder')).toBe(place)
    await saveCopy('drift-1.html')
    expect(await saveCopy('audit-7.csv')).toEqual(left)
    expect(state.saveDialogs).toMatchObject([
      { defaultPath: 'audit-7.csv', filters: [{ extensions: ['csv'] }, {}] },
      { defaultPath: join(place, 'drift-1.html'), filters: [{ extensions: ['html'] }, {}] },
      { defaultPath: join(place, 'audit-7.csv') },
    ])
  })

  test('over itself leaves it as it is; one that cannot be written is told, and the folder is not kept', async () => {
    const { saveCopy, reports } = await page()
    state.chosen.push(join(reports, 'audit-7.csv'), join(stage.folder, 'nowhere', 'a.csv'))
    expect(await saveCopy('audit-7.csv')).toEqual({ path: join(reports, 'audit-7.csv'), problem: null })
    expect(await readFile(join(reports, 'audit-7.csv'), 'utf8')).toBe('entry,what\r\n')
    expect(await saveCopy('audit-7.csv')).toMatchObject({
      path: null,
      problem: expect.stringMatching(/a\.csv was not saved: ENOENT/),
    })
    expect(stage.settings.get('saveFolder')).toBe(reports)
  })

  test('is of the reports alone, and for our own page', async () => {
    const { window, saveCopy, reports } = await page()
    await writeFile(join(stage.folder, 'secret.csv'), 'secret')
    await symlink(join(stage.folder, 'secret.csv'), join(reports, 'link.csv'))
    const target = join(stage.folder, 'out.csv')
    for (const name of [
      '../workspace.yaml',
      '../x.csv',
      '/etc/x.csv',
      '..\\x.csv',
      '.csv',
      'joinery.db',
      7,
      null,
    ])
      await expect(saveCopy(name)).rejects.toThrow('Nothing is saved')
    expect(state.saveDialogs).toEqual([])
    state.chosen.push(target)
    expect(await saveCopy('link.csv')).toMatchObject({
      path: null,
      problem: expect.stringContaining('not a file'),
    })
    await expect(readFile(target)).rejects.toThrow('ENOENT')
    const { webContents } = window
    const evil = Object.assign(new WebFrame(), { url: 'https://evil.example', parent: null })
    await expect(webContents.invoke('joinery:save-copy', ['audit-7.csv'], evil)).rejects.toThrow(
      'Nothing is saved',
    )
    expect(state.saveDialogs).toHaveLength(1)
  })
})

describe('the menu', () => {
  test('shows the about panel, and developer tools only while developing', async () => {
    await stage.start()
    const roles = JSON.stringify(state.menu)
    expect(roles).not.toContain('toggleDevTools')
    const help = state.menu?.at(-1)?.submenu ?? []
    help.find((item) => item.label === '&About Joinery')?.click?.()
    expect(state.aboutShown).toBe(1)
  })
})
