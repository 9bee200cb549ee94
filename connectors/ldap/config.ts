import { z } from 'zod'
import { ldapFields, ldapShape, refineLdap } from '../kit/ldap/config.ts'
import { parseFilter } from '../kit/ldap/parse-filter.ts'
import type { ConfigSpec } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'

const filter = z.string().superRefine((text, context) => {
  try {
    parseFilter(text)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
  }
})

const objectType = z.strictObject({
  name: z.string().min(1),
  /** The structural class; the name when absent. */
  objectClass: z.string().min(1).optional(),
  /** Auxiliary classes a new entry gets as well. */
  auxiliary: z.array(z.string().min(1)).default([]),
  filter: filter.optional(),
  base: z.string().min(1).optional(),
})

const schema = z
  .strictObject({
    ...ldapShape,
    baseDns: z.array(z.string().min(1)).min(1),
    types: z.array(objectType).default([]),
    anchor: z.string().min(1).default('entryUUID'),
    delta: z.enum(['modifyTimestamp', 'entryCSN', 'none']).default('modifyTimestamp'),
    deltaOverlapSeconds: z.number().min(0).max(86_400).default(60),
    attributes: z.array(z.string().min(1)).default([]),
    verifyBeforeWrite: z.boolean().default(true),
  })
  .superRefine((config, context) => {
    refineLdap(config, (field, message) => context.addIssue({ code: 'custom', path: [field], message }))
    const names = config.types.map((type) => type.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined)
      context.addIssue({ code: 'custom', path: ['types'], message: `names ${twice} twice` })
  })

export type LdapConnectorConfig = z.infer<typeof schema>
export type LdapObjectType = z.infer<typeof objectType>

const read = 'What is read'

export const configSpec: ConfigSpec<LdapConnectorConfig> = {
  schema,
  fields: {
    ...ldapFields,
    types: {
      label: 'Object types',
      help: 'Empty: every entry, its type is its most specific structural class.',
      group: read,
      step: 3,
    },
    anchor: {
      label: 'Anchor attribute',
      help: 'Never changes for an entry. dn: the name itself, for servers without entryUUID; a rename is then a new entry.',
      group: read,
      step: 3,
    },
    delta: {
      label: 'Delta import by',
      choices: [
        { value: 'modifyTimestamp', label: 'modifyTimestamp' },
        { value: 'entryCSN', label: 'entryCSN' },
        { value: 'none', label: 'No delta import' },
      ],
      group: read,
      step: 3,
    },
    deltaOverlapSeconds: {
      label: 'Seconds a delta import looks back',
      help: 'For changes that arrive late at a replica.',
      group: read,
      step: 3,
    },
    attributes: {
      label: 'Further attributes',
      help: 'Operational attributes and attributes with options, such as createTimestamp or cn;lang-de.',
      group: read,
      step: 3,
    },
    verifyBeforeWrite: {
      label: 'Compare before writing',
      help: 'An entry that somebody changed since the import is not overwritten.',
      group: 'Safety',
      step: 3,
    },
  },
}
