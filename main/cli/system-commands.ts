import { Command } from 'commander'
import type { Action } from './action.ts'
import { example } from './example.ts'
import { short, table } from './terminal.ts'

/** Asking connected systems about themselves. */
export function systemCommands(action: Action): Command[] {
  return [
    new Command('check')
      .description('Check that each system can be reached, signed in to and read.')
      .argument('[system...]', 'only these systems')
      .addHelpText('after', example('joinery check', 'joinery check ad'))
      .action(
        action(async ({ client, terminal, args }) => {
          const all = await client.call('systems.list', {})
          const names = args.length > 0 ? args : all.map((system) => system.name)
          const results: Record<string, unknown> = {}
          let ok = true
          for (const name of names) {
            terminal.line(all.find((system) => system.name === name)?.title ?? name)
            const checks = await client.call('systems.check', { system: name })
            results[name] = checks
            for (const check of checks) {
              ok &&= check.ok
              terminal.line(`  ${check.ok ? '✓' : '✗'} ${check.title}: ${check.detail}`)
              if (!check.ok && check.advice !== undefined) terminal.line(`    ${check.advice}`)
            }
          }
          terminal.result(results)
          return ok ? 0 : 1
        }),
      ),
    new Command('discover')
      .description("Show a system's object types and attributes, and its first objects. Stages nothing.")
      .argument('<system>')
      .addHelpText('after', example('joinery discover hr', 'joinery discover ad --json'))
      .action(
        action(async ({ client, terminal, args }) => {
          const found = await client.call('systems.discover', { system: args[0] as string })
          for (const { type, attributes } of found.types) {
            terminal.line(type)
            const rows = attributes.map((a) => [
              `  ${a.name}`,
              a.multi ? `${a.type}, several` : a.type,
              [
                a.required ? 'required' : '',
                a.unique ? 'unique' : '',
                a.writable === 'always' ? '' : `written: ${a.writable}`,
              ]
                .filter(Boolean)
                .join(', '),
            ])
            terminal.line(table(['  attribute', 'type', ''], rows))
            terminal.line()
          }
          for (const { type, anchor, attributes } of found.sample)
            terminal.line(`${type} ${anchor}: ${short(JSON.stringify(attributes), 160)}`)
          terminal.result(found)
          return 0
        }),
      ),
  ]
}
