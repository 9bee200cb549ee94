import type { Scalar } from '../../../connectors/spi/value.ts'
import { toText } from '../conversion.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { list } from '../parameter.ts'

/** An app role as the provisioning service knows it; our values hold it as JSON, or as its name alone. */
interface Role {
  readonly displayName: string
  readonly value: string
}

export const roleFunctions = [
  entry({
    name: 'AppRoleAssignmentsComplex',
    dialects: ['entra'],
    parameters: [list('appRoleAssignments')],
    documentation:
      "One JSON object for each role, in the form that SCIM's `roles` takes. The assignments are texts: the name of a role, or a JSON object with `value` and `displayName`. No role is the primary one.",
    examples: [
      {
        expression: 'AppRoleAssignmentsComplex([appRoleAssignments])',
        attributes: { appRoleAssignments: ['Admin', 'User'] },
        result: [
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Admin","value":"Admin"}',
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"User","value":"User"}',
        ],
      },
      {
        expression: 'AppRoleAssignmentsComplex([appRoleAssignments])',
        attributes: {
          appRoleAssignments: [
            '{"id":"06b07648-ecfe-589f-9d2f-6325724a46ee","value":"25","displayName":"Role1234"}',
          ],
        },
        result: [
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Role1234","value":"25"}',
        ],
      },
    ],
    call: ([assignments], site) =>
      assignments.map((assignment) => {
        const { displayName, value } = roleOf(assignment, site)
        return JSON.stringify({ primary: false, type: 'WindowsAzureActiveDirectoryRole', displayName, value })
      }),
  }),
  entry({
    name: 'SingleAppRoleAssignment',
    dialects: ['entra'],
    parameters: [list('appRoleAssignments')],
    documentation:
      'The one role that is assigned, as its value. Two roles or more are an error, for nobody could say which one counts.',
    examples: [
      {
        expression: 'SingleAppRoleAssignment([appRoleAssignments])',
        attributes: { appRoleAssignments: ['Admin'] },
        result: 'Admin',
      },
      {
        expression: 'SingleAppRoleAssignment([appRoleAssignments])',
        attributes: { appRoleAssignments: ['Admin', 'User'] },
        error:
          'SingleAppRoleAssignment: argument 1 (appRoleAssignments) must be one role alone: ["Admin","User"]',
      },
    ],
    call: ([assignments], site) => {
      if (assignments.length > 1)
        site.fail(0, assignments, 'must be one role alone', 'Use AppRoleAssignmentsComplex for several.')
      const [only] = assignments
      return only === undefined ? undefined : roleOf(only, site).value
    },
  }),
]

function roleOf(assignment: Scalar, site: CallSite): Role {
  const written = toText(assignment) ?? ''
  if (!written.trimStart().startsWith('{')) return { displayName: written, value: written }
  const { value, displayName } = objectIn(written)
  if (typeof value !== 'string')
    return site.fail(0, assignment, 'must be the name of a role, or a JSON object with a value')
  return { displayName: typeof displayName === 'string' ? displayName : value, value }
}

function objectIn(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return {}
  }
}
