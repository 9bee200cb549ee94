import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Value } from '../../connectors/spi/value.ts'
import { conform } from './attributes.ts'
import type { EngineSystem, Environment, Flow } from './compile.ts'
import { evaluateFlow } from './evaluate.ts'
import type { Finding } from './model.ts'

export const schemaOf = (system: EngineSystem, type: string): ObjectSchema | undefined =>
  system.types.get(type)

export function outboundValue(
  flow: Flow,
  read: (name: string) => Value | undefined,
  environment: Environment,
  schema: ObjectSchema | undefined,
  about: { system: number; object: number | undefined; mv: number | undefined },
  findings: Finding[],
): Value | undefined {
  const value = evaluateFlow(flow, read, environment, about, findings)
  const definition = schema?.attributes[flow.to]
  if (value === undefined || definition === undefined) return value
  const fitted = conform(value, { type: definition.type, multi: definition.multi ?? false })
  if (fitted === undefined)
    findings.push({
      code: 'type-mismatch',
      severity: 'error',
      ...about,
      attribute: flow.to,
      message: `${JSON.stringify(value)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type} for ${flow.to}`,
      advice: 'Correct the flow, or the value it is made from',
    })
  return fitted
}
