import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { JoineryError } from '../host/joinery-error.ts'
import { plainAction } from './action.ts'
import { example } from './example.ts'

/** Creates the text files of a new workspace: one HR file, a metaverse, one rule, each with comments. */
export function initCommand(): Command {
  return new Command('init')
    .description('Create a workspace folder with commented text files to start from.')
    .argument('<folder>')
    .option('--name <name>', 'the workspace name', 'My workspace')
    .addHelpText('after', example('joinery init ./contoso --name Contoso'))
    .action(
      plainAction(async ({ terminal, options, args }) => {
        const dir = resolve(args[0] as string)
        if (existsSync(join(dir, 'workspace.yaml')))
          throw new JoineryError('exists', `${dir} is a workspace already`, {
            advice: 'Choose another folder, or work in this one',
            exitCode: 2,
          })
        mkdirSync(join(dir, 'rules'), { recursive: true })
        writeFileSync(join(dir, 'workspace.yaml'), workspaceText(String(options.name)))
        writeFileSync(join(dir, 'rules', 'hr-in.yaml'), ruleText)
        writeFileSync(
          join(dir, '.gitignore'),
          'joinery.db*\n.joinery.lock*\n.joinery-secrets.jsonl*\nreports/\narchive/\n',
        )
        terminal.line(`Created ${dir}`)
        terminal.line(
          'Put your HR export beside workspace.yaml, name it there, then run: joinery check --workspace '.concat(
            dir,
          ),
        )
        terminal.result({ path: dir })
        return 0
      }),
    )
}

const workspaceText = (
  name: string,
): string => `# A workspace: which systems are connected, and what an identity looks like.
name: ${JSON.stringify(name)}
environment: Test # shown beside the name on every screen

systems:
  - name: hr
    title: HR export
    letters: HR # the tile in lists
    hue: 1 # one of five colours
    connector: hr-csv
    config:
      file: hr.csv
      key: employee_id # what identifies a person in this file
      objectType: employee

metaverse:
  types:
    person:
      display: [displayName]
      attributes:
        employeeID: { indexed: true } # joins may look it up
        displayName: {}
        mail: { indexed: true }

# The smaller of count and per cent stops an export before its first write.
limits:
  delete: { count: 500, percent: 5 }
  disable: { count: 500, percent: 10 }
`

const ruleText = `# Every row of the HR export becomes an identity.
name: In from HR – Person
direction: inbound
system: hr
from: employee
to: person
precedence: 100
join: [[{ from: employee_id, to: employeeID }]]
link: project
flows:
  - { to: employeeID, from: employee_id }
  - { to: displayName, expression: 'Join(" ", [first_name], [last_name])' }
  - { to: mail, from: email }
`
