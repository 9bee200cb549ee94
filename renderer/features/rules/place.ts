import { formatRoute, replaceRoute } from '../../shell/route.ts'

export const tabs = ['scope', 'joins', 'flows', 'yaml'] as const
export type Tab = (typeof tabs)[number]

/** What the address names: `#/rules/10-in-hr.yaml?rule=0&tab=flows`. */
export interface RulesPlace {
  file: string | null
  index: number
  tab: Tab
}

export function parsePlace(item: string | null, query: string): RulesPlace {
  const parameters = new URLSearchParams(query)
  const tab = tabs.find((name) => name === parameters.get('tab')) ?? 'yaml'
  const index = Number(parameters.get('rule') ?? 0)
  return {
    file: item ? `rules/${item}` : null,
    index: Number.isInteger(index) && index >= 0 ? index : 0,
    tab,
  }
}

export function goToPlace({ file, index, tab }: RulesPlace): void {
  const parameters = new URLSearchParams()
  if (index > 0) parameters.set('rule', String(index))
  if (tab !== 'yaml') parameters.set('tab', tab)
  replaceRoute(formatRoute('rules', file?.slice('rules/'.length), parameters.toString()))
}
