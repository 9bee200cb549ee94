import { formatNumber } from '../../ui/format.ts'

const plural: Readonly<Record<string, string>> = { person: 'people', group: 'groups', device: 'devices' }

/** Many of a metaverse type: `people`, `groups`; a type of one's own as it is called. */
export const manyOf = (type: string): string => plural[type] ?? type

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `1,112 people`, `1 person` */
export const countedType = (n: number, type: string): string =>
  `${formatNumber(n)} ${n === 1 ? type : manyOf(type)}`
