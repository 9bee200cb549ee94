import type { ObjectSchema, SystemSchema } from '../../connectors/spi/schema.ts'
import type { AttributeType } from '../../connectors/spi/value.ts'
import { attributesNamed } from '../engine/attributes-named.ts'
import { conform } from '../engine/fit.ts'
import type { ConfigProblem } from './config-error.ts'
import { nearest } from './nearest-name.ts'
import { mvTypesOf, type PlacedRule, ruleProblem } from './rule-problem.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/**
 * What the rules ask of connected systems that their schemas do not have. Warnings: a schema is what was seen when the system was last
 * read, and rules may be ahead of it.
 * @param schemas by system; systems that were never read are not checked
 */
export function validateAgainstSchemas(
  workspace: WorkspaceSource,
  rules: readonly PlacedRule[],
  schemas: ReadonlyMap<string, SystemSchema>,
): ConfigProblem[] {
  return rules.flatMap((placed): ConfigProblem[] => {
    const { rule } = placed
    const types = schemas.get(rule.system)?.types
    if (types === undefined || types.length === 0) return []
    const side = rule.direction === 'inbound' ? 'from' : 'to'
    if (rule[side] === '*') return []
    const schema = types.find(({ type }) => type === rule[side])
    if (schema === undefined) {
      const known = types.map(({ type }) => type)
      return [
        ruleProblem(
          placed,
          'warning',
          [side],
          `${rule.system} has no object type "${rule[side]}"`,
          `${nearest(rule[side], known)}Known types: ${known.join(', ')}`,
        ),
      ]
    }
    return [...unknownNames(placed, schema), ...typeProblems(placed, schema, workspace)]
  })
}

function unknownNames(placed: PlacedRule, schema: ObjectSchema): ConfigProblem[] {
  const known = Object.keys(schema.attributes)
  return attributesNamed(placed.rule)
    .filter(({ name }) => name !== 'dn' && !Object.hasOwn(schema.attributes, name))
    .map(({ path, name }) =>
      ruleProblem(
        placed,
        'warning',
        path,
        `${schema.type} in ${placed.rule.system} has no attribute "${name}"`,
        `${nearest(name, known)}Correct the name, or read the system again if it is new (joinery discover ${placed.rule.system})`,
      ),
    )
}

/** Direct flows and constants whose type cannot fit, or fits only now and then. */
function typeProblems(placed: PlacedRule, schema: ObjectSchema, workspace: WorkspaceSource): ConfigProblem[] {
  const { rule } = placed
  return rule.flows.flatMap((flow, f) =>
    mvTypesOf(rule, workspace).flatMap(([type, attributes]): ConfigProblem[] => {
      const inbound = rule.direction === 'inbound'
      if (!inbound && flow.constant !== undefined) {
        const definition = schema.attributes[flow.to]
        if (
          definition === undefined ||
          conform(flow.constant, { ...definition, multi: definition.multi ?? false }) !== undefined
        )
          return []
        const message = `${JSON.stringify(flow.constant)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type}, which ${flow.to} in ${rule.system} is`
        return [ruleProblem(placed, 'warning', ['flows', f, 'constant'], message, 'Correct the constant')]
      }
      if (flow.from === undefined) return []
      const source = inbound ? schema.attributes[flow.from] : attributes[flow.from]
      const target = inbound ? attributes[flow.to] : schema.attributes[flow.to]
      if (source === undefined || target === undefined || flowsInto(source.type, target.type)) return []
      return [
        ruleProblem(
          placed,
          'warning',
          ['flows', f],
          `${flow.from} is ${source.type} and ${inbound ? `${type}.` : ''}${flow.to} is ${target.type}`,
          source.type === 'reference' || target.type === 'reference'
            ? 'References flow into references only'
            : `Convert it with an expression; a value that is no ${target.type} becomes a finding`,
        ),
      ]
    }),
  )
}

/** Whether each value of one type is a value of the other. */
function flowsInto(source: AttributeType, target: AttributeType): boolean {
  if (source === target) return true
  return target === 'string' && source !== 'reference' && source !== 'binary'
}
