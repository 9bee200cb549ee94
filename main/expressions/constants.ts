import type { Dialect } from './ast.ts'
import { authoritativeNull, type FlowOutcome, ignoreThisFlow } from './flow-signal.ts'

/** Options of functions are written without quotes; each stands for its own name, so that quotes do no harm. */
const shared = { NULL: undefined, CRLF: '\r\n', ...named('vbBinaryCompare', 'vbTextCompare') }

const constants: Record<Dialect, Readonly<Record<string, FlowOutcome>>> = {
  entra: shared,
  connect: {
    ...shared,
    IgnoreThisFlow: ignoreThisFlow,
    AuthoritativeNull: authoritativeNull,
    ...named('Unicode', 'UTF8', 'ASCII', 'CaseSensitive', 'CaseInsensitive', 'DC'),
    ...named('SimpleName', 'EmailName', 'UpnName', 'DnsName', 'DnsFromAlternativeName', 'UrlName'),
  },
}

function named(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]))
}

export function constantNames(dialect: Dialect): readonly string[] {
  return Object.keys(constants[dialect])
}

/** @param name spelled as in `constantNames` */
export function constantValue(name: string, dialect: Dialect): FlowOutcome {
  return constants[dialect][name]
}
