import type { Connector } from '../../connectors/spi/connector.ts'
import { leaveSteps } from '../config/leave-schema.ts'
import type { Inspector, Remark } from '../config/load.ts'
import { connectors } from './connectors.ts'

/** Whether the connectors exist, accept their settings, and can do what the rules ask of them. */
export const connectorInspector: Inspector = {
  system(system) {
    const connector = connectors.get(system.connector)
    if (connector === undefined)
      return [
        {
          path: ['connector'],
          message: `there is no connector "${system.connector}"`,
          advice: `Known connectors: ${[...connectors.keys()].join(', ')}`,
        },
      ]
    const parsed = connector.configSpec.schema.safeParse(system.config)
    if (parsed.success) return []
    return parsed.error.issues.map((issue) => ({
      path: ['config', ...issue.path],
      message: `system "${system.name}", ${issue.path.join('.') || 'config'}: ${issue.message}`,
      advice: `See docs/connectors/${connector.id}.md`,
    }))
  },

  rule(rule, workspace) {
    const source = workspace.systems.find((system) => system.name === rule.system)
    const connector = source === undefined ? undefined : connectors.get(source.connector)
    if (connector === undefined || rule.direction === 'inbound') return []
    const { capabilities } = connector
    const remarks: Remark[] = []
    if (!capabilities.write)
      remarks.push({
        path: ['direction'],
        message: `${connector.title} cannot be written to`,
        advice: 'Use an inbound rule, or another system',
      })
    leaveSteps(rule.leave).forEach((step, index) => {
      const path = typeof rule.leave === 'string' ? ['leave'] : ['leave', index, 'do']
      if (step.do === 'delete' && !capabilities.delete)
        remarks.push({
          path,
          message: `${connector.title} cannot delete objects`,
          advice: 'Use leave: disable, disconnect or keep',
        })
      if (step.do === 'move' && !capabilities.hierarchical)
        remarks.push({
          path,
          message: `objects of ${connector.title} have no DN and cannot be moved`,
          advice: 'Remove the step, or disable the account instead',
        })
    })
    return remarks
  },
}

/** A system's connector and its configuration with defaults filled in; both were inspected. */
export function connectorOf(system: { readonly connector: string; readonly config: unknown }): {
  connector: Connector<unknown>
  config: unknown
} {
  const connector = connectors.get(system.connector) as Connector<unknown>
  return { connector, config: connector.configSpec.schema.parse(system.config) }
}
