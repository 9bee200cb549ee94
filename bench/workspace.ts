import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The same rules, but that one flow calls one country in thirty otherwise. */
export function changeOneFlow(dir: string): void {
  const flow = '    - { to: country, from: country }\n'
  const other = `    - { to: country, expression: 'IIF([country] = "C7", "DE", [country])' }\n`
  if (!rules.includes(flow)) throw new Error('the flow to change is not there')
  writeFileSync(join(dir, 'rules', 'rules.yaml'), rules.replace(flow, other))
}

/** A workspace of one HR file and one target, with 15 flows into the metaverse and 15 out of it. */
export function writeBenchWorkspace(dir: string): void {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace)
  writeFileSync(join(dir, 'rules', 'rules.yaml'), rules)
}

const attributes = {
  employeeID: 'employee_id',
  givenName: 'first_name',
  sn: 'last_name',
  mail: 'email',
  title: 'job_title',
  department: 'org_unit',
  company: 'company',
  office: 'location',
  city: 'city',
  country: 'country',
  postalCode: 'postal_code',
  street: 'street',
  telephoneNumber: 'phone',
} as const

const workspace = `name: Bench
environment: Bench
systems:
  - { name: hr, title: HR, letters: HR, hue: 1, connector: hr-csv, config: { file: hr.csv, key: employee_id, objectType: employee, encoding: utf-8, delimiter: ',' } }
  - { name: app, title: App, letters: AP, hue: 4, connector: scim, config: { baseUrl: 'http://127.0.0.1:9/scim/v2', auth: bearer } }
metaverse:
  types:
    person:
      display: [displayName]
      attributes:
        displayName: {}
        status: {}
${Object.keys(attributes)
  .map((name) => `        ${name}: { indexed: ${name === 'employeeID' || name === 'mail'} }`)
  .join('\n')}
`

const rules = `- name: In from HR
  direction: inbound
  system: hr
  from: employee
  to: person
  precedence: 100
  join: [[{ from: employee_id, to: employeeID }], [{ from: email, to: mail }]]
  link: project
  flows:
    - { to: displayName, expression: 'Join(" ", [first_name], [last_name])' }
    - { to: status, from: status }
${Object.entries(attributes)
  .map(([to, from]) => `    - { to: ${to}, from: ${from} }`)
  .join('\n')}
- name: Out to App
  direction: outbound
  system: app
  from: person
  to: User
  precedence: 100
  scope: [[{ attribute: status, operator: EQUAL, value: Active }]]
  join: [[{ from: employeeID, to: externalId }]]
  link: provision
  flows:
    - { to: userName, from: mail }
    - { to: externalId, from: employeeID }
    - { to: displayName, expression: 'Join(" ", [givenName], [sn])' }
    - { to: name.givenName, from: givenName }
    - { to: name.familyName, from: sn }
    - { to: title, from: title }
    - { to: active, constant: true, once: true }
    - { to: department, from: department }
    - { to: company, from: company }
    - { to: office, from: office }
    - { to: city, from: city }
    - { to: country, from: country }
    - { to: postalCode, from: postalCode }
    - { to: street, from: street }
    - { to: phone, from: telephoneNumber }
`
