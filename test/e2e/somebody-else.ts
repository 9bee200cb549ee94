import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Value } from '../../connectors/spi/value.ts'
import { twin } from '../../connectors/twin/connector.ts'
import type { Contoso } from './contoso.ts'

/** As an administrator works in the directory with its own tools. */
export async function setInDirectory(
  contoso: Contoso,
  dn: string,
  attribute: string,
  value: Value,
): Promise<void> {
  const connection = await twin.open(
    { file: 'systems/ad.twin' },
    {
      system: 'ad',
      workspaceDir: contoso.dir,
      today: '2026-03-10',
      signal: new AbortController().signal,
      secret: () => undefined,
      log: () => undefined,
    },
  )
  try {
    const [item] = await connection.fetch([{ type: 'user', dn }])
    if (item === undefined || !('attributes' in item)) throw new Error(`there is no ${dn}`)
    const old = item.attributes[attribute]
    for await (const result of connection.write([
      {
        id: 'somebody',
        operation: 'update',
        type: 'user',
        anchor: item.anchor,
        attributes: [{ attribute, ...(old === undefined ? {} : { old }), new: value }],
        references: [],
      },
    ]))
      if (!result.ok) throw new Error(`${dn} could not be changed`)
  } finally {
    await connection.close()
  }
}

/** Edits the text of the rule of this name in place. */
export function editRule(contoso: Contoso, name: string, edit: (text: string) => string): void {
  const rules = join(contoso.dir, 'rules')
  for (const file of readdirSync(rules)) {
    const path = join(rules, file)
    const text = readFileSync(path, 'utf8')
    if (text.includes(`name: ${name}`)) writeFileSync(path, edit(text))
  }
}
