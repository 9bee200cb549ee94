import { type Protocol, protocol } from 'electron'
import { answerFile, type RendererFiles } from '../browser/renderer-files.ts'
import { appScheme, isAppUrl } from './app-origin.ts'

/** Must run once and before `ready`. `standard` gives the pages an origin, `secure` the rights of https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the built pages under `app://joinery/`, each page load with a policy and nonce of its own. */
export function serveApp(target: Protocol, files: RendererFiles): void {
  target.handle(appScheme, (request) => {
    if (request.method !== 'GET' || !isAppUrl(request.url)) return new Response(null, { status: 403 })
    const path = decodePath(new URL(request.url).pathname)
    if (path === undefined) return new Response(null, { status: 400 })
    const { status, headers, body } = answerFile(files, path)
    return new Response(new Uint8Array(body), { status, headers })
  })
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
