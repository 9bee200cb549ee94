import { t } from '../../language/text.ts'
import { formatCounted, formatNumber } from '../../ui/format.ts'

const plural: Readonly<Record<string, string>> = {
  person: t('people'),
  group: t('groups'),
  device: t('devices'),
}

/** Many of a metaverse type: `people`, `groups`; a type of one's own as it is called. */
export const manyOf = (type: string): string => plural[type] ?? type

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `1,112 people`, `1 person` */
export function countedType(n: number, type: string): string {
  switch (type) {
    case 'person':
      return formatCounted(n, 'person', 'people')
    case 'group':
      return formatCounted(n, 'group')
    case 'device':
      return formatCounted(n, 'device')
    default:
      return `${formatNumber(n)} ${type}`
  }
}
