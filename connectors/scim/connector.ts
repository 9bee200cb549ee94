import { type Connection, type ConnectorContext, defineConnector } from '../spi/connector.ts'
import { configSpec, type ScimConfig } from './config.ts'
import { ScimConnection } from './connection.ts'
import { suggestFields } from './suggest.ts'

/** SCIM 2.0 services (RFC 7643, 7644, 9865): users, groups, their extensions, and any other resource type. */
export const scim = defineConnector<ScimConfig>({
  id: 'scim',
  version: '1',
  title: 'SCIM 2.0',
  configSpec,
  capabilities: {
    delta: false,
    write: true,
    delete: true,
    hierarchical: false,
    referenceKey: 'anchor',
    referencesInAdd: true,
    valueLevelChanges: true,
    confirmByRead: true,
    comparesBeforeImage: true,
    writeBatch: 100,
  },
  suggest: suggestFields,
  async open(config: ScimConfig, context: ConnectorContext): Promise<Connection> {
    const connection = new ScimConnection(config, context)
    await connection.signIn()
    return connection
  },
})
