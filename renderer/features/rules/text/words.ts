import type { RuleVocabulary } from '../../../../preload/contract/rules.ts'
import type { Place, Section } from './place.ts'
import type { RuleHead } from './ruleText.ts'

/** One thing that may be typed at a place. */
export interface Word {
  label: string
  kind: 'key' | 'value' | 'type' | 'attribute' | 'function' | 'system'
  /** Beside it, in a few words. */
  detail: string
  /** What is written, where it is more than the label. */
  apply?: string
}

type KeyPlace = RuleVocabulary['keys'][number]['place']

const keyPlace = (section: Section, head: RuleHead): KeyPlace => {
  if (section === 'scope') return 'clause'
  if (section === 'flows') return 'flow'
  if (section !== 'rule') return section
  return head.direction === 'outbound' || head.direction === 'membership' ? head.direction : 'inbound'
}

/** Everything that may stand at a place of a rule, by the schema of rules and of the connected systems. */
export function wordsAt(place: Place, head: RuleHead, vocabulary: RuleVocabulary): Word[] {
  if (place.in === 'nowhere') return []
  if (place.in === 'expression') return expressionWords(place, head, vocabulary)
  const all = vocabulary.keys.filter((one) => one.place === keyPlace(place.section, head))
  if (place.in === 'key')
    return all.map(({ key, means }) => ({ label: key, kind: 'key', detail: means, apply: `${key}: ` }))
  const listed = all.find(({ key }) => key === place.key)?.values ?? []
  if (listed.length > 0)
    return listed.map(({ value, means }) => ({ label: value, kind: 'value', detail: means }))
  return namesAt(place.section, place.key, head, vocabulary)
}

function expressionWords(
  place: Extract<Place, { in: 'expression' }>,
  head: RuleHead,
  vocabulary: RuleVocabulary,
): Word[] {
  const attributes = source(head, vocabulary).map(
    ({ name, type }): Word => ({ label: name, kind: 'attribute', detail: type }),
  )
  if (place.bracket) return attributes.map((one) => ({ ...one, apply: `${one.label}]` }))
  return [
    ...vocabulary.functions
      .filter(({ dialects }) => dialects.some((dialect) => dialect === head.dialect))
      .map(
        ({ name, signature, summary }): Word => ({
          label: name,
          kind: 'function',
          detail: `${signature.slice(name.length)}  ${summary}`,
          apply: `${name}(`,
        }),
      ),
    ...attributes.map((one): Word => ({ ...one, label: `[${one.label}]` })),
    ...(head.dialect === 'connect'
      ? vocabulary.parameters.map(
          (name): Word => ({ label: `%${name}%`, kind: 'value', detail: 'parameter of the workspace' }),
        )
      : []),
  ]
}

function namesAt(section: Section, key: string, head: RuleHead, vocabulary: RuleVocabulary): Word[] {
  if (section === 'rule') {
    if (key === 'system')
      return vocabulary.systems.map(({ name, title }) => ({ label: name, kind: 'system', detail: title }))
    if (key === 'from' || key === 'to') return typeWords(key, head, vocabulary)
    if (key === 'into') return attributesAs(target(head, vocabulary))
    return []
  }
  if (section === 'scope') return key === 'attribute' ? attributesAs(source(head, vocabulary)) : []
  if (section === 'leave') return key === 'attributes' ? attributesAs(target(head, vocabulary)) : []
  if (key === 'from') return attributesAs(source(head, vocabulary))
  if (key === 'to') return attributesAs(target(head, vocabulary))
  return []
}

type Attributes = RuleVocabulary['metaverse'][number]['attributes']

const attributesAs = (attributes: Attributes): Word[] =>
  attributes.map(({ name, type, multi, indexed }) => ({
    label: name,
    kind: 'attribute',
    detail: `${type}${multi ? ', several values' : ''}${indexed ? ', indexed' : ''}`,
    ...(/^[\w.-]+$/.test(name) ? {} : { apply: `'${name.replaceAll("'", "''")}'` }),
  }))

function typeWords(key: 'from' | 'to', head: RuleHead, vocabulary: RuleVocabulary): Word[] {
  const inSystem = (key === 'from') === (head.direction === 'inbound') && head.direction !== 'membership'
  const types = inSystem
    ? (vocabulary.systems.find(({ name }) => name === head.system)?.types ?? [])
    : vocabulary.metaverse
  const detail = inSystem ? head.system : 'metaverse'
  return types.map(({ type }) => ({ label: type, kind: 'type', detail }))
}

const systemType = (type: string, head: RuleHead, vocabulary: RuleVocabulary): Attributes =>
  vocabulary.systems.find(({ name }) => name === head.system)?.types.find((one) => one.type === type)
    ?.attributes ?? []

const metaverseType = (type: string, vocabulary: RuleVocabulary): Attributes =>
  vocabulary.metaverse.find((one) => one.type === type)?.attributes ?? []

/** Attributes of the side that is read. */
const source = (head: RuleHead, vocabulary: RuleVocabulary): Attributes =>
  head.direction === 'inbound'
    ? systemType(head.from, head, vocabulary)
    : metaverseType(head.from, vocabulary)

/** Attributes of the side that is written. */
const target = (head: RuleHead, vocabulary: RuleVocabulary): Attributes =>
  head.direction === 'outbound' ? systemType(head.to, head, vocabulary) : metaverseType(head.to, vocabulary)

/** What to say at the foot of the editor of the place where the cursor is. */
export function hintAt(
  place: Place,
  called: string | undefined,
  head: RuleHead,
  vocabulary: RuleVocabulary,
): { term: string; means: string } | null {
  if (place.in === 'expression') {
    const name = called?.toLowerCase()
    const all = vocabulary.functions.filter((one) => one.name.toLowerCase() === name)
    const found = all.find(({ dialects }) => dialects.some((one) => one === head.dialect)) ?? all[0]
    return found ? { term: found.signature, means: found.summary } : null
  }
  if (place.in === 'nowhere') return null
  const key = place.in === 'key' ? place.word : place.key
  const found = vocabulary.keys.find((one) => one.place === keyPlace(place.section, head) && one.key === key)
  if (!found) return null
  const value = place.in === 'value' ? found.values.find((one) => one.value === place.word) : undefined
  return value ? { term: `${key}: ${value.value}`, means: value.means } : { term: key, means: found.means }
}
