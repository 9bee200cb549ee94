import { equalDn } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import { textOf } from '../kit/ldap/search.ts'
import type { LastChange } from '../spi/connector.ts'
import { isoOf } from './values.ts'

/** From what the server keeps of each entry itself. Where the last change was our own, it hides who made the one before. */
export function lastChangeOf(entry: RawEntry, bindDn: string | undefined): LastChange {
  const by = textOf(entry, 'modifiersName')
  if (by !== undefined && bindDn !== undefined && sameDn(by, bindDn)) return {}
  const at = timeOf(textOf(entry, 'modifyTimestamp'))
  return { ...(by === undefined ? {} : { by }), ...(at === undefined ? {} : { at }) }
}

function timeOf(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : isoOf(text)
  } catch {
    return undefined
  }
}

/** A sign-in name need not be a DN. */
function sameDn(one: string, other: string): boolean {
  try {
    return equalDn(one, other)
  } catch {
    return one === other
  }
}
