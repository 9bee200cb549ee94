import type { NamePart } from './x509.ts'

/** The labels .NET writes; other types are written as their object identifiers. */
const labels: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'S',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'G',
  '2.5.4.43': 'I',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
}

/** A name as .NET writes it: the most specific part first, `CN=Ann, O="Contoso, Ltd.", C=US`. */
export function nameText(name: readonly (readonly NamePart[])[]): string {
  const parts = name.map((set) =>
    set.map(({ oid, value }) => `${labels[oid] ?? `OID.${oid}`}=${quoted(value)}`),
  )
  return parts
    .reverse()
    .map((set) => set.join(' + '))
    .join(', ')
}

function quoted(value: string): string {
  const needed = value === '' || /[,+="<>#;\r\n]|^\s|\s$/.test(value)
  return needed ? `"${value.replaceAll('"', '""')}"` : value
}

/** What .NET calls the simple name: the common name, else the unit, the organisation or the mail address. */
export function simpleName(name: readonly (readonly NamePart[])[]): string | undefined {
  for (const oid of ['2.5.4.3', '2.5.4.11', '2.5.4.10', '1.2.840.113549.1.9.1']) {
    const found = partOf(name, oid)
    if (found !== undefined) return found
  }
  return undefined
}

/** The most specific part of a type. */
export function partOf(name: readonly (readonly NamePart[])[], oid: string): string | undefined {
  return name.flat().findLast((part) => part.oid === oid)?.value
}
