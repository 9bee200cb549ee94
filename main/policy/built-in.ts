import type { PrivilegedMark } from '../../connectors/spi/schema.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { Read } from '../engine/scope.ts'

/** Answers why an object is privileged, by what its system says marks such objects; undefined when it is not. */
export function compileMarks(marks: readonly PrivilegedMark[]): (read: Read) => string | undefined {
  const compiled = marks.map((mark) => ({ ...mark, expression: new RegExp(mark.matches, 'i') }))
  return (read) =>
    compiled.find(({ attribute, expression }) => {
      const value = read(attribute)
      if (value === undefined) return false
      return (typeof value === 'object' ? value : [value]).some((one) => expression.test(String(one)))
    })?.reason
}

/** Whether an object is the account that we sign in with, which may be given as DN, `name@domain`, `DOMAIN\name` or plain name. */
export function isOwnAccount(account: string | undefined, dn: string | undefined, read: Read): boolean {
  if (account === undefined) return false
  if (dn !== undefined && account.includes('=')) return dnKey(account) === dnKey(dn)
  const wanted = account.toLowerCase()
  const plain = wanted.includes('\\') ? wanted.slice(wanted.indexOf('\\') + 1) : wanted
  const is = (attribute: string, text: string): boolean =>
    String(read(attribute) ?? '').toLowerCase() === text
  return wanted.includes('@')
    ? is('userPrincipalName', wanted)
    : is('sAMAccountName', plain) || is('uid', plain)
}
