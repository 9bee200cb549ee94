import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  freeAddress,
  runController,
  type SambaServer,
  startController,
} from '../../../demo/samba-controller.ts'
import { sambaDomain } from './samba.ts'

const run = promisify(execFile)
const domain = { name: sambaDomain.name, password: sambaDomain.password, replicates: true } as const

/** Two controllers of one domain. What is written on one is on the other when that has pulled, and not before. */
export interface SambaPair {
  readonly first: SambaServer
  readonly second: SambaServer
  /** A controller gets what another one has; both must run. */
  pull(to: SambaServer, from: SambaServer): Promise<void>
  stop(): Promise<void>
}

/** Starts a controller of a fresh domain and a second one that joins it. Both have certificates of the same authority. */
export async function startSambaPair(): Promise<SambaPair> {
  const first = await startController(domain)
  try {
    const second = await joined(first)
    return {
      first,
      second,
      pull,
      async stop() {
        await second.stop()
        await first.stop()
      },
    }
  } catch (error) {
    await first.stop()
    throw error
  }
}

async function joined(first: SambaServer): Promise<SambaServer> {
  const dir = await mkdtemp(join(tmpdir(), 'joinery-samba-'))
  const host = freeAddress()
  const own = { 'pid directory': 'run', 'ncalrpc dir': 'ncalrpc', 'lock directory': 'lock' }
  try {
    await whenReady([
      ...['domain', 'join', domain.name, 'DC', `--server=${first.host}`, ...administrator],
      ...[`--targetdir=${dir}`, '--dns-backend=NONE', '--option=netbios name=DC2'],
      ...[`--option=interfaces=${host}/8`, '--option=bind interfaces only=yes'],
      ...Object.entries(own).map(([option, folder]) => `--option=${option}=${join(dir, folder)}`),
    ])
    await cp(join(first.dir, 'tls'), join(dir, 'tls'), { recursive: true })
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
  return runController(dir, host, 'DC2', domain)
}

/** The first controller answers before its winbind does, which is asked about passwords. */
async function whenReady(command: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries++)
    try {
      await run('samba-tool', command)
      return
    } catch (error) {
      const noLogonServers = /data 51f/.test((error as { stderr?: string }).stderr ?? '')
      if (!noLogonServers || tries === 40) throw error
      await sleep(250)
    }
}

const administrator = [`-Uadministrator%${domain.password}`, '--use-kerberos=off']

async function pull(to: SambaServer, from: SambaServer): Promise<void> {
  const partition = ['drs', 'replicate', 'itself', from.host, sambaDomain.baseDn, '--local']
  await run('samba-tool', [...partition, '-s', join(to.dir, 'etc', 'smb.conf'), ...administrator])
}
