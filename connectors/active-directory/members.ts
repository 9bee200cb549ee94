import type { LdapSession } from '../kit/ldap/connect.ts'
import { equals } from '../kit/ldap/filter.ts'
import { modifyEntry } from '../kit/ldap/modify.ts'
import { findEntries } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'
import { domainScope, permissiveModify } from './controls.ts'
import { chunks } from './lookup.ts'

/** Values in one request: a controller takes up to 5,000, and one bad value costs the whole request. */
const valuesAtOnce = 1000

interface Failure {
  readonly value: string
  readonly error: ConnectorError
}

/**
 * Adds or removes values of a reference attribute without touching the others, in chunks. A refused chunk is halved until the bad values are
 * found; the others are written. What is as it should be already is no failure. Throws ConnectorError that names the values that could not be
 * written.
 */
export async function changeValues(
  session: LdapSession,
  dn: string,
  attribute: string,
  operation: 'add' | 'delete',
  values: readonly string[],
): Promise<void> {
  const failures: Failure[] = []
  const change = async (some: readonly string[]): Promise<void> => {
    try {
      await modifyEntry(session, dn, [{ operation, attribute, values: some }], [permissiveModify])
    } catch (error) {
      if (!(error instanceof ConnectorError) || !aboutValues(error)) throw error
      const [value] = some
      if (some.length > 1) {
        const half = Math.ceil(some.length / 2)
        await change(some.slice(0, half))
        await change(some.slice(half))
      } else if (
        value !== undefined &&
        (await holds(session, dn, attribute, value)) !== (operation === 'add')
      )
        failures.push({ value, error })
    }
  }
  for (const chunk of chunks(values, valuesAtOnce)) await change(chunk)
  if (failures.length > 0) throw summary(dn, attribute, operation, values.length, failures)
}

/** A refusal that may be about one value of many; any other holds for all of them. */
function aboutValues(error: ConnectorError): boolean {
  return ['exists', 'notFound', 'constraint', 'precondition'].includes(error.kind)
}

async function holds(session: LdapSession, dn: string, attribute: string, value: string): Promise<boolean> {
  try {
    const found = await findEntries(session, {
      base: dn,
      scope: 'base',
      filter: equals(attribute, value),
      attributes: ['1.1'],
      controls: [domainScope],
    })
    return found.length > 0
  } catch (error) {
    // What is no DN is nobody's value.
    if (error instanceof ConnectorError && error.kind === 'constraint') return false
    throw error
  }
}

function summary(
  dn: string,
  attribute: string,
  operation: 'add' | 'delete',
  count: number,
  failures: readonly Failure[],
): ConnectorError {
  const [first] = failures as [Failure]
  const done = operation === 'add' ? 'added to' : 'removed from'
  const more = failures.length > 1 ? ` and ${failures.length - 1} more` : ''
  return new ConnectorError(
    first.error.kind === 'notFound' ? 'constraint' : first.error.kind,
    `${failures.length} of ${count} values could not be ${done} ${attribute} of ${dn}: ${first.value}${more}. ${first.error.message}`,
    {
      advice:
        'The other values were written. Import the system again: what these values name was moved or deleted there',
      where: dn,
      ...(first.error.system === undefined ? {} : { system: first.error.system }),
      cause: first.error,
    },
  )
}
