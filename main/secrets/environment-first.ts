import type { SecretStore } from './port.ts'

/**
 * Asks the environment before the store that keeps secrets, so that a scheduler can override what is kept. Writes go
 * to the kept store, except where the environment decides: writing there would change nothing that anyone reads.
 */
export function environmentFirst(environment: SecretStore, kept: SecretStore): SecretStore {
  const isOverridden = async (system: string, field: string) =>
    (await environment.get(system, field)) !== undefined
  return {
    async get(system, field) {
      return (await environment.get(system, field)) ?? kept.get(system, field)
    },
    variable: async (system, field) => environment.variable?.(system, field),
    async set(system, field, value) {
      const target = (await isOverridden(system, field)) ? environment : kept
      await target.set(system, field, value)
    },
    async delete(system, field) {
      const target = (await isOverridden(system, field)) ? environment : kept
      await target.delete(system, field)
    },
    describe: () => kept.describe(),
  }
}
