import type { AttributeSchema, SystemSchema } from '../../connectors/spi/schema.ts'
import type { RuleSource } from '../config/rule-schema.ts'
import { attributesNamed } from './attributes-named.ts'

/**
 * What a system looks like now that it did not before, where rules speak of it: what was read, computed and planned by them may be otherwise.
 * @returns a sentence without its end, about the first of all; undefined when no rule is concerned
 */
export function schemaChange(
  system: string,
  rules: readonly RuleSource[],
  before: SystemSchema,
  after: SystemSchema,
): string | undefined {
  for (const rule of rules) {
    if (rule.system !== system) continue
    const wanted = rule.direction === 'inbound' ? rule.from : rule.to
    const types = new Set([...before.types, ...after.types].map(({ type }) => type))
    for (const type of types) {
      if (wanted !== '*' && wanted !== type) continue
      const what = changeOfType(rule, type, before, after)
      if (what !== undefined)
        return `${what.subject} in ${system}, which rule "${rule.name}" uses, ${what.change}`
    }
  }
  return undefined
}

interface Change {
  readonly subject: string
  readonly change: string
}

function changeOfType(
  rule: RuleSource,
  type: string,
  before: SystemSchema,
  after: SystemSchema,
): Change | undefined {
  const [was, is] = [before, after].map(({ types }) => types.find((one) => one.type === type))
  if (was === undefined || is === undefined)
    return { subject: `the object type ${type}`, change: presence(is !== undefined) }
  for (const { name } of attributesNamed(rule)) {
    const [old, now] = [was, is].map(({ attributes }) =>
      Object.hasOwn(attributes, name) ? attributes[name] : undefined,
    )
    if (old === undefined && now === undefined) continue
    const subject = `${name} of ${type}`
    if (old === undefined || now === undefined) return { subject, change: presence(now !== undefined) }
    if (words(old) !== words(now))
      return { subject, change: `has become ${words(now)}; it was ${words(old)}` }
  }
  return undefined
}

const presence = (there: boolean): string => (there ? 'is there now' : 'is not there any more')

/** What rules go by. */
const words = ({ type, multi, required, unique, writable }: AttributeSchema): string =>
  [
    multi === true ? `a list of ${type}` : type,
    required === true ? 'required' : '',
    unique === true ? 'unique' : '',
    writable === undefined || writable === 'always'
      ? ''
      : writable === 'never'
        ? 'read only'
        : `writable on ${writable}`,
  ]
    .filter((word) => word !== '')
    .join(', ')
