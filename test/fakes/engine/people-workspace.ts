import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { Configuration } from '../../../main/config/load.ts'
import { ruleSchema } from '../../../main/config/rule-schema.ts'
import { workspaceSchema } from '../../../main/config/workspace-schema.ts'
import { FakeSystem } from './fake-system.ts'

/** Two HR sources, a directory and an application: the smallest company in which everything the engine decides can happen. */

const string = { type: 'string' } as const
const hrSchema: SystemSchema = {
  types: [
    { type: 'employee', attributes: { id: string, first: string, last: string }, display: ['last'] },
    { type: 'team', attributes: { teamId: string, name: string }, display: ['name'] },
  ],
}
const contractorSchema: SystemSchema = { types: [{ type: 'contractor', attributes: { empId: string } }] }
const adSchema: SystemSchema = {
  types: [
    {
      type: 'user',
      display: ['displayName', 'sAMAccountName'],
      enabled: { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 },
      attributes: {
        sAMAccountName: { ...string, unique: true, required: true },
        employeeID: string,
        displayName: string,
        department: string,
        mail: string,
        telephoneNumber: string,
        description: string,
        userAccountControl: { type: 'integer' },
        manager: { type: 'reference' },
      },
    },
    {
      type: 'group',
      display: ['cn'],
      attributes: { cn: string, displayName: string, member: { type: 'reference', multi: true } },
    },
  ],
}
const appSchema: SystemSchema = {
  types: [
    {
      type: 'account',
      display: ['displayName'],
      enabled: { attribute: 'active', kind: 'boolean', enabled: true },
      attributes: {
        userName: { ...string, unique: true },
        externalId: string,
        displayName: string,
        mail: string,
        active: { type: 'boolean' },
        manager: { type: 'reference' },
      },
    },
  ],
}

const names = ['hr', 'contractors', 'ad', 'app'] as const
export type SystemName = (typeof names)[number]
export const systemNames: readonly SystemName[] = names

export function fakeSystems(): Readonly<Record<SystemName, FakeSystem>> {
  const source = { hierarchical: false, delete: false, write: false, referenceKey: 'anchor' } as const
  const target = { hierarchical: false, delete: true, write: true, referenceKey: 'anchor' } as const
  return {
    hr: new FakeSystem('hr', hrSchema, source),
    contractors: new FakeSystem('contractors', contractorSchema, source),
    ad: new FakeSystem('ad', adSchema, { ...target, hierarchical: true, referenceKey: 'dn' }),
    app: new FakeSystem('app', appSchema, target),
  }
}

const workspace = workspaceSchema.parse({
  name: 'People',
  systems: names.map((name, index) => ({
    name,
    title: name.toUpperCase(),
    letters: name.slice(0, 2),
    hue: index + 1,
    connector: 'fake',
  })),
  metaverse: {
    types: {
      person: {
        display: ['displayName', 'employeeID'],
        attributes: {
          employeeID: { indexed: true },
          mail: { indexed: true },
          displayName: {},
          login: {},
          department: {},
          phone: {},
          status: {},
          badge: {},
          accountName: {},
          manager: { type: 'reference' },
        },
      },
      group: {
        display: ['displayName'],
        attributes: {
          teamId: { indexed: true },
          displayName: {},
          members: { type: 'reference', multi: true },
        },
      },
    },
  },
})

const nameFlows = [
  { to: 'displayName', expression: 'Join(" ", [first], [last])' },
  { to: 'login', expression: 'ToLower(Append(Left([first], 1), [last]))' },
  { to: 'department', from: 'dept' },
  { to: 'phone', from: 'phone' },
  { to: 'status', from: 'status' },
]

const rules = [
  {
    name: 'In from HR',
    direction: 'inbound',
    system: 'hr',
    from: 'employee',
    to: 'person',
    precedence: 100,
    scope: [[{ attribute: 'kind', operator: 'NOTEQUAL', value: 'Test' }]],
    join: [[{ from: 'id', to: 'employeeID' }]],
    link: 'project',
    flows: [
      { to: 'employeeID', from: 'id' },
      { to: 'mail', from: 'mail' },
      { to: 'badge', from: 'badge', once: true },
      { to: 'manager', from: 'manager' },
      ...nameFlows,
    ],
  },
  {
    name: 'In from contractors',
    direction: 'inbound',
    system: 'contractors',
    from: 'contractor',
    to: 'person',
    precedence: 110,
    join: [[{ from: 'empId', to: 'employeeID' }]],
    link: 'project',
    flows: [{ to: 'employeeID', from: 'empId' }, ...nameFlows],
  },
  {
    name: 'In from HR teams',
    direction: 'inbound',
    system: 'hr',
    from: 'team',
    to: 'group',
    precedence: 120,
    join: [[{ from: 'teamId', to: 'teamId' }]],
    link: 'project',
    flows: [
      { to: 'teamId', from: 'teamId' },
      { to: 'displayName', from: 'name' },
      { to: 'members', from: 'members' },
    ],
  },
  {
    name: 'In from AD',
    direction: 'inbound',
    system: 'ad',
    from: 'user',
    to: 'person',
    precedence: 200,
    scope: [[{ attribute: 'sAMAccountName', operator: 'NOTSTARTSWITH', value: 'svc-' }]],
    join: [[{ from: 'employeeID', to: 'employeeID' }], [{ from: 'mail', to: 'mail' }]],
    link: 'join',
    flows: [
      { to: 'accountName', from: 'sAMAccountName' },
      { to: 'mail', from: 'mail' },
    ],
  },
  {
    name: 'In from AD groups',
    direction: 'inbound',
    system: 'ad',
    from: 'group',
    to: 'group',
    precedence: 210,
    join: [[{ from: 'cn', to: 'teamId' }]],
    link: 'join',
  },
  {
    name: 'Out to AD',
    direction: 'outbound',
    system: 'ad',
    from: 'person',
    to: 'user',
    precedence: 100,
    scope: [[{ attribute: 'status', operator: 'EQUAL', value: 'Active' }]],
    join: [[{ from: 'employeeID', to: 'employeeID' }], [{ from: 'mail', to: 'mail' }]],
    link: 'provision',
    leave: 'disable',
    enable: true,
    flows: [
      {
        to: 'dn',
        expression:
          'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=", IIF(IsNullOrEmpty([department]), "None", [department]), ",DC=t")',
      },
      {
        to: 'sAMAccountName',
        expression: 'SelectUniqueValue([login], Append([login], "2"), ToLower(Append("u", [employeeID])))',
        once: true,
      },
      { to: 'employeeID', from: 'employeeID' },
      { to: 'displayName', from: 'displayName' },
      { to: 'department', from: 'department' },
      { to: 'telephoneNumber', from: 'phone' },
      { to: 'mail', from: 'mail', once: true },
      { to: 'description', constant: 'Created by Joinery', once: true },
      { to: 'userAccountControl', constant: 512, once: true },
      { to: 'manager', from: 'manager' },
    ],
  },
  {
    name: 'Out to AD groups',
    direction: 'outbound',
    system: 'ad',
    from: 'group',
    to: 'group',
    precedence: 110,
    join: [[{ from: 'teamId', to: 'cn' }]],
    link: 'provision',
    leave: 'delete',
    flows: [
      { to: 'dn', expression: 'Join("", "CN=", [teamId], ",OU=Groups,DC=t")' },
      { to: 'cn', from: 'teamId' },
      { to: 'displayName', from: 'displayName' },
      { to: 'member', from: 'members' },
    ],
  },
  {
    name: 'Out to the app',
    direction: 'outbound',
    system: 'app',
    from: 'person',
    to: 'account',
    precedence: 100,
    scope: [
      [
        { attribute: 'status', operator: 'EQUAL', value: 'Active' },
        { attribute: 'department', operator: 'ISIN', value: ['IT', 'Sales'] },
      ],
    ],
    join: [[{ from: 'employeeID', to: 'externalId' }]],
    link: 'provision',
    leave: 'delete',
    flows: [
      { to: 'userName', from: 'employeeID' },
      { to: 'externalId', from: 'employeeID' },
      { to: 'displayName', from: 'displayName' },
      { to: 'mail', from: 'mail', ignoreNull: true },
      { to: 'manager', from: 'manager' },
    ],
  },
]

/** What one rule is to be instead, by its name; undefined takes it away. */
export type RuleOverrides = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** The workspace's configuration, as the loader would give it. */
export function peopleConfiguration(overrides: RuleOverrides = {}): Configuration {
  return {
    workspace,
    rules: rules
      .filter((rule) => !(rule.name in overrides) || overrides[rule.name] !== undefined)
      .map((rule) => ruleSchema.parse({ ...rule, ...overrides[rule.name] }))
      .sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1)),
  }
}
