import type { IdentityValue } from '../../../preload/contract/identities.ts'
import { t } from '../../language/text.ts'
import { formatValue } from '../../ui/format.ts'

/** What of a person stands under the name, where the metaverse has attributes of these usual names; else nothing of it. */
export function headline(values: readonly IdentityValue[]): { badge: string | null; facts: string[] } {
  const of = (...names: string[]): string | null => {
    for (const name of names) {
      const text = formatValue(
        values.find((value) => value.attribute.toLowerCase() === name.toLowerCase())?.value ?? null,
      )
      if (text !== null) return text
    }
    return null
  }
  const work = [of('title', 'jobTitle'), of('department')].filter((text) => text !== null).join(', ')
  const place = of('office', 'physicalDeliveryOfficeName', 'city', 'l')
  const number = of('employeeID', 'employeeNumber')
  const since = of('hireDate', 'employeeHireDate')
  return {
    badge: of('employmentStatus', 'employeeStatus', 'status'),
    facts: [
      ...(work ? [work] : []),
      ...(place ? [place] : []),
      ...(number ? [t`Employee ${number}`] : []),
      ...(since ? [t`since ${since.slice(0, 10)}`] : []),
      ...(work || number ? [] : [of('description') ?? '']).filter(Boolean),
    ],
  }
}
