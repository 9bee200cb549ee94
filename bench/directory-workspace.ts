import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variableName } from '../main/secrets/environment.ts'

/** A workspace of one directory, of which everything of one type is read. Answers with its folder. */
export function writeDirectoryWorkspace(
  dir: string,
  name: string,
  connector: 'ldap' | 'active-directory',
  type: string,
  config: Readonly<Record<string, unknown>>,
): string {
  const folder = join(dir, name)
  mkdirSync(join(folder, 'rules'), { recursive: true })
  // JSON is YAML.
  writeFileSync(
    join(folder, 'workspace.yaml'),
    JSON.stringify({
      name: 'Bench',
      environment: 'Bench',
      systems: [{ name: 'directory', title: 'Directory', letters: 'DI', hue: 3, connector, config }],
      metaverse: { types: { person: { display: ['displayName'], attributes: { displayName: {} } } } },
    }),
  )
  const rule = {
    name: 'In from the directory',
    direction: 'inbound',
    system: 'directory',
    from: type,
    to: 'person',
    precedence: 100,
    link: 'project',
    flows: [{ to: 'displayName', from: 'cn' }],
  }
  writeFileSync(join(folder, 'rules', 'rules.yaml'), JSON.stringify([rule]))
  return folder
}

/** The password of the directory, as a process of its own finds it. */
export const passwordFor = (password: string): Readonly<Record<string, string>> => ({
  [variableName('directory', 'password')]: password,
})
