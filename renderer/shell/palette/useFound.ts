import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { callQuery, useCall, useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import {
  changesItem,
  identityItem,
  numberAsked,
  objectItem,
  ruleItem,
  runItem,
  sessionItem,
  systemItems,
} from './foundItems.ts'
import { bestMatches } from './matchWords.ts'
import type { PaletteGroup } from './paletteItem.ts'

const people = 6
const objectsEach = 3
/** Fewer letters find too much to be of use. */
const fewest = 2

/** What the workspace holds under a text, in groups. `settled`: it is all there, and answers what stands in the field. */
export function useFound(typed: string): { groups: readonly PaletteGroup[]; settled: boolean } {
  const client = useClient()
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), 120)
    return () => clearTimeout(timer)
  }, [typed])
  const enabled = text.length >= fewest
  const systems = useCall('systems.list', {}).data ?? []
  // An answer to what is no longer asked is dropped, and its question cancelled.
  const identities = useCall(
    'identities.list',
    { search: text, offset: 0, limit: people },
    { enabled, keep: true },
  )
  const objects = useQueries({
    queries: systems.map((system) => ({
      ...callQuery(client, 'space.list', {
        system: system.name,
        search: text,
        identifiers: true,
        offset: 0,
        limit: objectsEach,
      }),
      enabled: text.length > fewest,
      placeholderData: keepPreviousData,
    })),
  })
  const rules = useCall('rules.read', { edits: [] }, { enabled })
  const asked = numberAsked(typed)
  const session = useCall(
    'session.get',
    { number: asked?.number ?? 0 },
    { enabled: asked?.kind === 'session' },
  )
  const run = useCall('runs.list', { id: asked?.number ?? 0, limit: 1 }, { enabled: asked?.kind === 'run' })

  const wanted = typed.trim().length >= fewest
  const rows = (wanted && identities.data?.rows) || []
  const inSpaces = typed.trim().length > fewest
  const groups: PaletteGroup[] = [
    {
      title: t('Sessions and runs'),
      items: [
        ...(asked?.kind === 'session' && session.data ? [sessionItem(session.data)] : []),
        ...(asked?.kind === 'run' ? (run.data?.rows ?? []).map((row) => runItem(row, systems)) : []),
      ],
    },
    {
      title: t('Systems'),
      items: bestMatches(
        typed,
        systems.flatMap((system) => systemItems(system).map((item) => ({ item, system }))),
        ({ item, system }: { item: { title: string }; system: SystemStatus }) =>
          `${item.title} ${system.name} ${system.connectorTitle}`,
        people,
      ).map(({ item }) => item),
    },
    { title: t('Identities'), items: rows.map(identityItem) },
    { title: t('Pending changes of'), items: rows.flatMap((row) => changesItem(row) ?? []) },
    {
      title: t('Objects in connector spaces'),
      items: inSpaces
        ? objects.flatMap(({ data }, at) =>
            (data?.rows ?? []).map((row) => objectItem(systems[at] as SystemStatus, row)),
          )
        : [],
    },
    {
      title: t('Rules'),
      items: wanted
        ? bestMatches(typed, rules.data?.rules ?? [], (rule) => `${rule.name} ${rule.file}`, people).map(
            ruleItem,
          )
        : [],
    },
  ]
  const waiting =
    typed.trim() !== text ||
    (enabled && (identities.isPlaceholderData || identities.isPending)) ||
    (text.length > fewest && objects.some((one) => one.isPlaceholderData || one.isPending))
  return { groups: groups.filter(({ items }) => items.length > 0), settled: !waiting }
}
