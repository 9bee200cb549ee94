import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hrFile } from './company.ts'

const string = { type: 'string' }

/** Writes a workspace of HR and one target into `dir`; the target is read first, so that its traffic begins the session. */
export function writeWorkspace(
  dir: string,
  target: { readonly connector: string; readonly config: Readonly<Record<string, unknown>> },
  rules: Readonly<Record<string, string>>,
): void {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  const open = { count: 100_000, percent: 100 }
  const workspace = {
    name: 'Under fire',
    environment: 'Test',
    systems: [
      { name: 'target', title: 'The target', letters: 'TA', hue: 3, ...target },
      {
        name: 'hr',
        title: 'HR',
        letters: 'HR',
        hue: 1,
        connector: 'hr-csv',
        config: {
          file: 'people.csv',
          objectType: 'employee',
          key: 'employee_id',
          references: ['manager_id'],
          plausibility: false,
        },
      },
    ],
    metaverse: {
      types: {
        person: {
          display: ['displayName'],
          attributes: {
            employeeID: { ...string, indexed: true },
            givenName: string,
            sn: string,
            displayName: string,
            login: string,
            title: string,
            city: string,
            status: string,
            manager: { type: 'reference' },
          },
        },
        group: {
          display: ['displayName'],
          attributes: {
            displayName: { ...string, indexed: true },
            member: { type: 'reference', multi: true },
          },
        },
      },
    },
    limits: { delete: open, disable: open, failures: open, groupMembers: { percent: 100 } },
  }
  // JSON is YAML.
  writeFileSync(join(dir, 'workspace.yaml'), JSON.stringify(workspace))
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(dir, 'rules', name), text)
  writeFileSync(join(dir, 'people.csv'), hrFile())
}
