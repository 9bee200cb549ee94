import { join } from 'node:path'
import type { ConfigProblem } from './config-error.ts'
import type { ConfigTexts } from './config-texts.ts'
import { policyFileSchema } from './policy-schema.ts'
import { readYaml } from './read-yaml.ts'
import type { PlacedPolicy } from './validate-policies.ts'

/** The policies of `policies/*.yaml` in the order of the files, disabled ones too, and what is wrong with the files. */
export function readPolicies(texts: ConfigTexts): {
  readonly placed: readonly PlacedPolicy[]
  readonly problems: readonly ConfigProblem[]
} {
  const placed: PlacedPolicy[] = []
  const problems: ConfigProblem[] = []
  for (const name of texts.names('policies')) {
    const file = join('policies', name)
    const read = readYaml(file, texts.read(file), policyFileSchema)
    if (!read.ok) {
      problems.push(...read.problems.map((one) => ({ ...one, advice: 'See docs/policies.md' })))
      continue
    }
    const { value, at } = read.file
    const list = Array.isArray(value) ? value : [value]
    list.forEach((policy, index) => {
      const start = Array.isArray(value) ? [index] : []
      placed.push({ policy, place: { file, at: (path) => at([...start, ...path]) } })
    })
  }
  return { placed, problems }
}
