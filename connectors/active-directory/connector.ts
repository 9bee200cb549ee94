import { defineConnector } from '../spi/connector.ts'
import { type AdConfig, configSpec } from './config.ts'
import { AdConnection } from './connection.ts'
import { suggestSettings } from './suggest.ts'

/** Active Directory and Samba domains over LDAP. */
export const activeDirectory = defineConnector<AdConfig>({
  id: 'active-directory',
  version: '1.0.0',
  title: 'Active Directory',
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
    writeBatch: 200,
  },
  ownAccount: ({ bindDn }) => bindDn,
  suggest: suggestSettings,
  async open(config, context) {
    const connection = new AdConnection(config, context)
    try {
      await connection.signIn()
    } catch (error) {
      await connection.close()
      throw error
    }
    return connection
  },
})
