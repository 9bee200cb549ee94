import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { listen } from '../e2e/page-checks.ts'
import type { Desktop, StartDesktop } from './desktop.ts'
import { type Prepared, prepareWorkspace } from './prepared.ts'

/** What the shell promises, in the order of one working day: the specs share an application, as they share a workspace. */
export function shellSpecs(start: StartDesktop): void {
  let prepared: Prepared
  let desktop: Desktop
  /** What the page complains about: refusals of its content policy among it. */
  let errors: string[]

  beforeAll(async () => {
    prepared = await prepareWorkspace()
    desktop = await start(prepared)
    errors = listen(desktop.page)
    // What went wrong in the very first load is told by the next one, too.
    await desktop.page.reload()
    await noteWhatGoesOutside(desktop)
  })
  afterAll(async () => {
    await desktop?.close()
    await prepared?.close()
  })
  afterEach(() => expect(errors.splice(0)).toEqual([]))

  const steps = () => desktop.page.getByRole('list', { name: 'Steps of the session' })

  test('shows the session that is in the workspace', async () => {
    await desktop.page.getByRole('heading', { level: 1, name: 'Session 1' }).waitFor()
    await desktop.page.getByText('Contoso', { exact: true }).first().waitFor()
    await steps()
      .getByText(/^1,378 planned/)
      .waitFor()
  })

  test('gives the page one object, and nothing of Node or Electron', async () => {
    const seen = await desktop.page.evaluate(() => {
      const own = window as unknown as { joinery: Record<string, unknown> } & Record<string, unknown>
      const names = [
        'require',
        'process',
        'module',
        'Buffer',
        'global',
        'electron',
        'ipcRenderer',
        '__dirname',
      ]
      return {
        exposed: Object.keys(own.joinery).toSorted(),
        isFrozen: Object.isFrozen(own.joinery),
        isOfThisWorld: Object.values(own.joinery).every((value) => value instanceof Function),
        there: names.filter((name) => name in own),
      }
    })
    expect(seen).toEqual({
      exposed: ['choosePath', 'openFolder', 'requestPort', 'saveCopy'],
      isFrozen: true,
      isOfThisWorld: true,
      there: [],
    })
  })

  test('gives the page the content policy of the handler, which holds', async () => {
    const policy = await desktop.page.evaluate(async () =>
      (await fetch(location.href)).headers.get('content-security-policy'),
    )
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/=]+';/)
    const ran = await desktop.page.evaluate(async () => {
      const refused: string[] = []
      const bothRefused = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          if (refused.push(event.effectiveDirective) === 2) resolve()
        })
      })
      const script = document.createElement('script')
      script.textContent = 'window.hasRun = true'
      document.head.append(script)
      const reached = await fetch('https://example.org/').then(
        () => true,
        () => false,
      )
      await bothRefused
      return { inline: 'hasRun' in window, reached, refused: refused.toSorted() }
    })
    expect(ran).toEqual({ inline: false, reached: false, refused: ['connect-src', 'script-src-elem'] })
    await complaints(errors, /Content Security Policy/, 2)
  })

  test('stays on its page; where it was led goes to the browser of the system', async () => {
    const before = desktop.page.url()
    await desktop.page.evaluate(() => {
      location.href = 'https://example.org/away'
    })
    await expect.poll(() => goneOutside(desktop)).toEqual(['https://example.org/away'])
    expect(desktop.page.url()).toBe(before)
    await steps().waitFor()
  })

  test('opens no second window, for a script or for a link', async () => {
    await desktop.page.evaluate(() => void window.open('https://example.org/window'))
    await expect.poll(() => goneOutside(desktop)).toEqual(['https://example.org/window'])
    await desktop.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), {
        href: 'https://example.org/link',
        target: '_blank',
      })
      document.body.append(link)
      link.click()
      link.remove()
    })
    await expect.poll(() => goneOutside(desktop)).toEqual(['https://example.org/link'])
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await expect.poll(() => desktop.page.context().pages().length).toBe(1)
  })

  test('has no permission, and gets none when it asks', async () => {
    const answers = await desktop.page.evaluate(async () => {
      const stateOf = async (name: string) =>
        (await navigator.permissions.query({ name: name as PermissionName })).state
      return {
        notifications: await Notification.requestPermission(),
        states: await Promise.all(['notifications', 'geolocation', 'camera', 'clipboard-read'].map(stateOf)),
        position: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('told'),
            ({ code }) => resolve(code),
          ),
        ),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'given',
          (error: Error) => error.name,
        ),
      }
    })
    expect(answers).toEqual({
      notifications: 'denied',
      states: ['denied', 'denied', 'denied', 'denied'],
      position: 1,
      camera: 'NotAllowedError',
    })
    await complaints(errors, /Permissions policy violation/, 2)
  })

  test('downloads nothing', async () => {
    await desktop.evaluate(({ session }) => {
      session.defaultSession.once('will-download', (event) => {
        setImmediate(() => Object.assign(globalThis, { isDownloadRefused: event.defaultPrevented }))
      })
    })
    await desktop.page.evaluate(() => {
      const address = URL.createObjectURL(new Blob(['text']))
      Object.assign(document.createElement('a'), { href: address, download: 'export.csv' }).click()
    })
    await expect
      .poll(() => desktop.evaluate(() => (globalThis as { isDownloadRefused?: boolean }).isDownloadRefused))
      .toBe(true)
  })

  test('lets a person choose the file of a new system', async () => {
    await desktop.evaluate(({ dialog }, workspace) => {
      const choose = async () => ({ canceled: false, filePaths: [`${workspace}/hr/hr-employees.csv`] })
      dialog.showOpenDialog = choose
    }, prepared.workspace)
    const { page } = desktop
    await page.evaluate(() => {
      location.hash = '#/systems'
    })
    await page.getByRole('button', { name: 'Add a system', exact: true }).click()
    await page.getByRole('radio', { name: /^HR export \(CSV\)/ }).check()
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await page.getByRole('button', { name: 'Choose a file', exact: true }).click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'File', exact: true }).inputValue())
      .toBe('hr/hr-employees.csv')
    await page.evaluate(() => {
      location.hash = '#/session'
    })
  })

  test('asks where the audit trail goes, and tells where it is', async () => {
    const place = join(prepared.workspace, '..', `audit-${process.pid}.csv`)
    await desktop.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, place)
    const { page } = desktop
    await page.evaluate(() => {
      location.hash = '#/audit'
    })
    await page.getByRole('button', { name: 'CSV', exact: true }).click()
    await page.getByText(place, { exact: true }).waitFor()
    expect(readFileSync(place, 'utf8')).toContain('entry')
    rmSync(place)
    await page.evaluate(() => {
      location.hash = '#/session'
    })
  })

  test('says that the host process has died in the middle of a step, and starts it again', async () => {
    const button = (name: string | RegExp) => desktop.page.getByRole('button', { name, exact: true })
    const first = await hostProcess(desktop)
    await button('Export 1,378 approved').click()
    // It waits between two objects, so that it is not done before it is killed.
    await button('Pause').click()
    await button('Go on').waitFor()
    process.kill(first as number, 'SIGKILL')
    const alert = desktop.page
      .getByRole('alert')
      .filter({ hasText: 'The connection to the Joinery host is lost.' })
    await alert.waitFor()
    await expect.poll(() => hostProcess(desktop), { timeout: 20_000 }).not.toBeOneOf([first, undefined])
    await alert.getByRole('button', { name: 'Reload', exact: true }).click()
    await button('Run export again').click({ timeout: 60_000 })
  })

  test('goes on with the step where it was, with a secret that only the main process has', async () => {
    await desktop.page.getByRole('button', { name: 'Confirm 1,378', exact: true }).click({ timeout: 90_000 })
    await steps().getByText('1,378 confirmed').waitFor({ timeout: 90_000 })
  })

  test('ends in good order, and its host process with it', async () => {
    const host = (await hostProcess(desktop)) as number
    expect(await desktop.close()).toBe(0)
    expect(() => process.kill(host, 0)).toThrow('ESRCH')
  })
}

/** Waits for what the page was to complain about, and takes it off the list of errors. */
async function complaints(errors: string[], about: RegExp, atLeast: number): Promise<void> {
  await expect.poll(() => errors.filter((error) => about.test(error)).length).toBeGreaterThanOrEqual(atLeast)
  const others = errors.filter((error) => !about.test(error))
  errors.splice(0, errors.length, ...others)
}

/** The number of the process that works on the workspace. */
function hostProcess(desktop: Desktop): Promise<number | undefined> {
  return desktop.evaluate(
    ({ app }) =>
      app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Joinery host')?.pid,
  )
}

/** Keeps addresses that are handed to the system's browser from reaching it, in a list. */
async function noteWhatGoesOutside(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ shell }) => {
    const outside: string[] = []
    Object.assign(globalThis, { outside })
    shell.openExternal = async (url) => void outside.push(url)
  })
}

/** Takes what is in that list. */
function goneOutside(desktop: Desktop): Promise<string[]> {
  return desktop.evaluate(() => (globalThis as unknown as { outside: string[] }).outside.slice(-1))
}
