import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requires } from '../test/requirements.ts'
import { failuresOf, runCampaign } from './campaign.ts'
import { openLdap, plainOpenLdap } from './openldap-target.ts'
import { samba } from './samba-target.ts'
import { scim } from './scim-target.ts'
import { faultTable, killTable, withResults } from './tables.ts'
import type { TargetKind } from './target.ts'

const usage = `npm run chaos -- [--kills 300] [--minutes 25] [--seed 2027] [--lanes 2] [--only samba|openldap|scim] [--write]

Kills sessions and disturbs their lines, and compares how they end. --write puts the tables into docs/reliability.md.`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '25' },
    seed: { type: 'string', default: '2027' },
    lanes: { type: 'string', default: '2' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

// The servers go with this process when it exits, which a signal alone does not make it do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = values.help ? tellUsage() : await main()

function tellUsage(): number {
  process.stdout.write(`${usage}\n`)
  return 0
}

async function main(): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const targets = chosen(say)
  if (targets.length === 0) {
    say(usage)
    return 2
  }
  const [kills, minutes, seed, lanes] = [values.kills, values.minutes, values.seed, values.lanes].map(
    Number,
  ) as [number, number, number, number]
  try {
    const started = Date.now()
    const campaign = await runCampaign({
      targets,
      kills,
      seed,
      lanes,
      faults: 'everywhere',
      until: started + minutes * 60_000,
      tell: say,
    })
    const took = Math.round((Date.now() - started) / 60_000)
    const tried = [...campaign.kills.values(), ...campaign.faults.values()].reduce(
      (sum, list) => sum + list.length,
      0,
    )
    const left = campaign.leftOut === 0 ? '' : ` ${campaign.leftOut} were left out because the time was over.`
    const about = `Seed ${seed}; ${tried} disturbed sessions in ${took} minutes, ${lanes} at once.${left}`
    const results = [about, killTable(campaign), faultTable(campaign)].join('\n\n')
    process.stdout.write(`${results}\n`)
    if (values.write) {
      const page = join(import.meta.dirname, '..', 'docs', 'reliability.md')
      writeFileSync(page, withResults(readFileSync(page, 'utf8'), results))
    }
    const failures = failuresOf(campaign)
    for (const failure of failures) say(`! ${failure}`)
    return failures.length > 0 ? 1 : 0
  } finally {
    for (const target of targets) await target.close()
  }
}

/** The servers that this machine can start. */
function chosen(say: (line: string) => void): TargetKind[] {
  const kinds = [
    { kind: scim, lacking: false },
    ...[openLdap(), plainOpenLdap()].map((kind) => ({ kind, lacking: requires('slapd') })),
    { kind: samba(), lacking: requires('samba') },
  ]
  const wanted = kinds.filter(({ kind }) => values.only === undefined || kind.name.startsWith(values.only))
  for (const { kind, lacking } of wanted)
    if (lacking) say(`${kind.title}: this machine cannot start one, left out`)
  return wanted.filter(({ lacking }) => !lacking).map(({ kind }) => kind)
}
