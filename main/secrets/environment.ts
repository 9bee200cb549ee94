import { JoineryError } from '../host/joinery-error.ts'
import type { SecretStore } from './port.ts'

/** `hr-contractors`, `password` → `JOINERY_SECRET_HR_CONTRACTORS_PASSWORD` */
export function variableName(system: string, field: string): string {
  return `JOINERY_SECRET_${system}_${field}`.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}

/** Secrets that a scheduler or a pipeline puts into the environment. They can be read only. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): SecretStore {
  const refuse = (system: string, field: string): never => {
    const name = variableName(system, field)
    throw new JoineryError(
      'secret-read-only',
      `${name} is set outside of Joinery and cannot be changed here.`,
      {
        advice: `Change or remove the environment variable ${name} where it is set.`,
        where: name,
      },
    )
  }
  return {
    get: async (system, field) => environment[variableName(system, field)] || undefined,
    variable: async (system, field) => {
      const name = variableName(system, field)
      return environment[name] ? name : undefined
    },
    set: async (system, field) => refuse(system, field),
    delete: async (system, field) => refuse(system, field),
    describe: () => ({
      kind: 'environment',
      encrypted: false,
      warning: 'Secrets in environment variables can be read by every program of the same user.',
    }),
  }
}
