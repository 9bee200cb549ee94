import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Connection, ConnectorContext } from '../../../connectors/spi/connector.ts'
import { defineConnector } from '../../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import { ConnectorError } from '../../../connectors/spi/error.ts'

const configSchema = z
  .object({
    /** A JSON list of `{"badge", "holder", "door"}`, relative to the workspace. */
    file: z.string().min(1),
  })
  .strict()

type BadgeFileConfig = z.infer<typeof configSchema>

const badgeSchema = z.array(z.object({ badge: z.string(), holder: z.string(), door: z.string().optional() }))

/** Badges of a door system, from the JSON file it writes each night. Read only. */
export const badgeFile = defineConnector<BadgeFileConfig>({
  id: 'badge-file',
  version: '1.0.0',
  title: 'Badges (JSON)',
  configSpec: {
    schema: configSchema,
    fields: { file: { label: 'File', help: 'The list of badges, relative to the workspace.', step: 1 } },
  },
  capabilities: {
    delta: false,
    write: false,
    delete: false,
    hierarchical: false,
    referenceKey: 'anchor',
    referencesInAdd: false,
    valueLevelChanges: false,
    comparesBeforeImage: false,
    confirmByRead: false,
    writeBatch: 1,
  },
  suggest: async () => [],
  open: async (config, context) => connect(config, context),
})

function connect(config: BadgeFileConfig, context: ConnectorContext): Connection {
  const load = (): Promise<ObjectItem[]> => loadBadges(config.file, context)
  return {
    check: async () => [{ ok: true, title: 'Read the file', detail: `${(await load()).length} badges` }],
    schema: async () => ({
      types: [
        {
          type: 'badge',
          anchor: 'badge',
          display: ['badge'],
          attributes: {
            badge: { type: 'string', required: true, unique: true, writable: 'never' },
            holder: { type: 'string', required: true, writable: 'never' },
            door: { type: 'string', writable: 'never' },
          },
        },
      ],
    }),
    partitions: async () => [{ id: 'all', title: 'All badges' }],
    async *read() {
      const items = await load()
      // One page is enough here; a large system yields many, and `complete` is true on the last alone.
      yield { items, estimate: items.length, complete: true }
    },
    async fetch(keys) {
      const badges = new Map((await load()).map((item) => [item.anchor, item]))
      return keys.map((key) => ('anchor' in key ? badges.get(key.anchor) : undefined))
    },
    async *write(requests) {
      for (const { id } of requests)
        yield {
          id,
          ok: false,
          error: new ConnectorError('permission', 'The list of badges is read only', {
            advice: 'Remove the outbound rules to this system.',
          }),
        }
    },
    close: async () => {},
  }
}

async function loadBadges(file: string, { workspaceDir, signal }: ConnectorContext): Promise<ObjectItem[]> {
  let text: string
  try {
    text = await readFile(resolve(workspaceDir, file), { encoding: 'utf8', signal })
  } catch (cause) {
    throw new ConnectorError('connection', `${file} cannot be read`, {
      where: file,
      advice: 'Check the path in `file`, and whether the door system has written it.',
      cause,
    })
  }
  const parsed = badgeSchema.safeParse(parseJson(text))
  if (!parsed.success)
    throw new ConnectorError('constraint', `${file} is no list of badges`, {
      where: file,
      advice: 'Let the door system write the file again.',
    })
  return parsed.data.map(({ badge, holder, door }) => ({
    kind: 'object',
    type: 'badge',
    anchor: badge,
    // No value is the absence of the attribute.
    attributes: { badge, holder, ...(door ? { door } : {}) },
    origin: `${file}, badge ${badge}`,
  }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
