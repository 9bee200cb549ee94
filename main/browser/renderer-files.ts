import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { JoineryError } from '../host/joinery-error.ts'
import { contentPolicy, createNonce, fillNonce, plainHeaders } from './content-policy.ts'

/** The built pages by the path they are asked for: `/index.html`, `/assets/index-4f2a9c1b.js`. */
export type RendererFiles = ReadonlyMap<string, Buffer>

export interface FileAnswer {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * Reads the built pages into memory once. A request is only ever looked up in this list, so no spelling of a path can
 * leave the folder; symbolic links are left out. Throws `renderer-missing` when there is no index.html.
 */
export async function readRenderer(dir: string): Promise<RendererFiles> {
  const files = new Map<string, Buffer>()
  const walk = async (folder: string, path: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name)
      if (entry.isDirectory()) await walk(file, `${path}${entry.name}/`)
      else if (entry.isFile()) files.set(`${path}${entry.name}`, await readFile(file))
    }
  }
  await walk(dir, '/').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (files.has('/index.html')) return files
  throw new JoineryError('renderer-missing', 'The pages of the workbench are not built.', {
    advice: 'Run `npm run build`, then start again.',
    where: dir,
  })
}

/** The answer to one path, already decoded. The page itself is at `/`. */
export function answerFile(files: RendererFiles, path: string, socket?: string): FileAnswer {
  const name = path === '/' ? '/index.html' : path
  const body = files.get(name)
  if (!body) {
    const headers = {
      ...plainHeaders,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
    }
    return { status: 404, headers, body: Buffer.from('Not found.\n') }
  }
  if (name.endsWith('.html')) return answerPage(body, socket)
  return {
    status: 200,
    headers: { ...plainHeaders, 'Content-Type': typeOf(name), 'Cache-Control': cacheFor(name) },
    body,
  }
}

function answerPage(body: Buffer, socket: string | undefined): FileAnswer {
  const nonce = createNonce()
  return {
    status: 200,
    headers: {
      ...plainHeaders,
      'Content-Type': typeOf('.html'),
      'Content-Security-Policy': contentPolicy(nonce, socket),
      'Cache-Control': 'no-store',
    },
    body: Buffer.from(fillNonce(body.toString('utf8'), nonce)),
  }
}

function typeOf(name: string): string {
  return contentTypes[name.startsWith('.') ? name : extname(name)] ?? 'application/octet-stream'
}

/** A name with a hash in it never changes its content. */
function cacheFor(name: string): string {
  return /-[\w-]{8,}\.\w+$/.test(name) ? 'private, max-age=31536000, immutable' : 'no-cache'
}
