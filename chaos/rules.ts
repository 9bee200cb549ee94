/** What a kind of target calls the things that the rules write. */
export interface Dialect {
  readonly user: string
  readonly group: string
  /** The attributes of a user that hold HR's employee number, and of a group that hold its name. */
  readonly employee: string
  readonly groupName: string
  readonly members: string
  /** Flows of a user besides the employee number, as YAML. */
  readonly userFlows: readonly string[]
  readonly groupFlows: readonly string[]
}

/** The rules between HR and a target called `target`, files by name. */
export function rulesFor(dialect: Dialect): Readonly<Record<string, string>> {
  return { '10-in.yaml': inbound(dialect), '20-groups.yaml': groups, '30-out.yaml': outbound(dialect) }
}

const inbound = ({ user, group, employee, groupName }: Dialect): string => `
- name: In from HR
  direction: inbound
  system: hr
  from: employee
  to: person
  precedence: 100
  join:
    - [{ from: employee_id, to: employeeID }]
  link: project
  flows:
    - { to: employeeID, from: employee_id }
    - { to: givenName, from: first_name }
    - { to: sn, from: last_name }
    - { to: displayName, expression: 'Join(" ", [first_name], [last_name])' }
    - { to: login, expression: 'Append("u", [employee_id])' }
    - { to: title, from: job_title }
    - { to: city, from: city }
    - { to: status, from: status }
    - { to: manager, from: manager_id }
- name: In from the target – user
  direction: inbound
  system: target
  from: ${user}
  to: person
  precedence: 200
  join:
    - [{ from: '${employee}', to: employeeID }]
  link: join
- name: In from the target – group
  direction: inbound
  system: target
  from: ${group}
  to: group
  precedence: 210
  join:
    - [{ from: ${groupName}, to: displayName }]
  link: join
`

const groups = `
name: Everybody in a city
direction: membership
from: person
to: group
precedence: 300
scope:
  - - { attribute: status, operator: EQUAL, value: Active }
key: { to: displayName, expression: 'Append("Everybody in ", [city])' }
into: member
create: true
`

const outbound = ({ user, group, employee, groupName, members, userFlows, groupFlows }: Dialect): string => `
- name: Out to the target – user
  direction: outbound
  system: target
  from: person
  to: ${user}
  precedence: 100
  scope:
    - - { attribute: status, operator: EQUAL, value: Active }
  join:
    - [{ from: employeeID, to: '${employee}' }]
  link: provision
  leave: delete
  flows:
    - { to: '${employee}', from: employeeID }
${userFlows.map((flow) => `    - ${flow}`).join('\n')}
- name: Out to the target – group
  direction: outbound
  system: target
  from: group
  to: ${group}
  precedence: 110
  join:
    - [{ from: displayName, to: ${groupName} }]
  link: provision
  flows:
    - { to: ${members}, from: member }
${groupFlows.map((flow) => `    - ${flow}`).join('\n')}
`
