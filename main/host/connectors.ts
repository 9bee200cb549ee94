import { activeDirectory } from '../../connectors/active-directory/connector.ts'
import { hrCsv } from '../../connectors/hr-csv/connector.ts'
import { ldap } from '../../connectors/ldap/connector.ts'
import { scim } from '../../connectors/scim/connector.ts'
import type { Connector } from '../../connectors/spi/connector.ts'
import { twin } from '../../connectors/twin/connector.ts'

/** The connectors this product ships, by id. */
export const connectors: ReadonlyMap<string, Connector<unknown>> = new Map(
  [activeDirectory, hrCsv, ldap, scim, twin].map((connector) => [
    connector.id,
    connector as Connector<unknown>,
  ]),
)
