import { type Connection, type ConnectorContext, defineConnector } from '../spi/connector.ts'
import { configSpec, type LdapConnectorConfig } from './config.ts'
import { LdapConnection } from './connection.ts'
import { suggestFields } from './suggest.ts'

/** OpenLDAP and other LDAP directories that publish their schema (RFC 4512). */
export const ldap = defineConnector<LdapConnectorConfig>({
  id: 'ldap',
  version: '1',
  title: 'LDAP directory',
  configSpec,
  capabilities: {
    delta: true,
    write: true,
    delete: true,
    hierarchical: true,
    referenceKey: 'dn',
    referencesInAdd: true,
    valueLevelChanges: true,
    confirmByRead: true,
    comparesBeforeImage: true,
    writeBatch: 100,
  },
  ownAccount: ({ bindDn }) => bindDn,
  suggest: suggestFields,
  async open(config: LdapConnectorConfig, context: ConnectorContext): Promise<Connection> {
    const connection = new LdapConnection(config, context)
    await connection.signIn()
    return connection
  },
})
