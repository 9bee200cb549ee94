import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDn } from '../connectors/kit/dn.ts'
import type { TwinSeed } from '../connectors/twin/create.ts'
import { JoineryError } from '../main/host/joinery-error.ts'
import { variableName } from '../main/secrets/environment.ts'
import { adTwinContent } from './contoso-data.ts'
import { type SambaServer, startController, whyNoSamba } from './samba-controller.ts'

/** The demo's directory as a real domain. */
export interface ContosoDomain {
  readonly server: SambaServer
  /** Points the workspace's system `ad` at the domain; its password goes into this process's environment. */
  install(workspace: string): void
  stop(): Promise<void>
}

/** The system `ad` as the demo's workspace.yaml has it. */
const twinSystem = /connector: twin.*\n {4}config:\n {6}file: systems\/ad\.twin\n/
const classes: Readonly<Record<string, string>> = {
  organizationalUnit: 'organizationalUnit',
  user: 'user',
  group: 'group',
}

/**
 * Starts a Samba domain controller that holds the demo's directory: every organizational unit, account and group.
 * @throws JoineryError `no-samba` where none can be started
 */
export async function startContosoDomain(): Promise<ContosoDomain> {
  const lacking = whyNoSamba()
  if (lacking !== undefined)
    throw new JoineryError('no-samba', `no domain controller can be started here: ${lacking}`, {
      advice:
        'Put that right, or run the demo without --ad samba: a local copy of the directory takes its place',
      exitCode: 2,
    })
  const password = 'Contoso-Demo-1'
  const server = await startController({
    name: 'corp.contoso.com',
    password,
    content: ldifOf(adTwinContent().objects),
  })
  return {
    server,
    install(workspace) {
      const file = join(workspace, 'workspace.yaml')
      const text = readFileSync(file, 'utf8')
      if (!twinSystem.test(text)) throw new Error(`${file} has no system "ad" to replace`)
      const bases = ['People', 'Groups', 'Service Accounts', 'Leavers'].map(
        (name) => `OU=${name},${server.baseDn}`,
      )
      const config = {
        hosts: [server.host],
        pinnedFingerprint: server.fingerprint,
        bindDn: server.adminBind,
        baseDns: bases,
      }
      // JSON is YAML.
      const system = `connector: active-directory\n    config: ${JSON.stringify(config)}\n`
      writeFileSync(file, text.replace(twinSystem, system))
      rmSync(join(workspace, 'systems'), { recursive: true, force: true })
      process.env[variableName('ad', 'password')] = password
    },
    stop: () => server.stop(),
  }
}

/** Seeds as LDIF; references are set when everything is there. */
function ldifOf(seeds: readonly TwinSeed[]): { adds: string; changes: string } {
  const adds: string[] = []
  const changes: string[] = []
  for (const seed of seeds) {
    const named = parseDn(seed.dn)[0]?.[0]?.attribute.toLowerCase()
    const lines = [line('dn', seed.dn), line('objectClass', classes[seed.type] ?? seed.type)]
    for (const [name, value] of Object.entries(seed.attributes)) {
      // The directory makes these itself.
      if (name === 'objectGUID' || name.toLowerCase() === named) continue
      for (const one of [value].flat()) lines.push(line(name, String(one)))
    }
    adds.push(lines.join('\n'))
    for (const [name, targets] of Object.entries(seed.references ?? {})) {
      const values = targets.map((target) => line(name, target))
      changes.push([line('dn', seed.dn), 'changetype: modify', `add: ${name}`, ...values].join('\n'))
    }
  }
  return { adds: `${adds.join('\n\n')}\n`, changes: `${changes.join('\n\n')}\n` }
}

/** In base64, whatever is in it. */
const line = (name: string, value: string): string => `${name}:: ${Buffer.from(value).toString('base64')}`
