import type { Provenance } from '../engine/model.ts'

/** Where an identity's values come from, as it is stored: `[[rule, object, run, [attribute, …]], …]`. */
export function provenanceText(provenance: Provenance, run: number): string {
  let text = '['
  for (const [rule, object, attributes] of provenance)
    text += `${text === '[' ? '' : ','}[${JSON.stringify(rule)},${object},${run},${textOfNames(attributes)}]`
  return `${text}]`
}

const namesAsText = new WeakMap<readonly string[], string>()

/** Lists of names are few and come again and again (see NameLists). */
function textOfNames(names: readonly string[]): string {
  let text = namesAsText.get(names)
  if (text === undefined) {
    text = JSON.stringify(names)
    namesAsText.set(names, text)
  }
  return text
}
