import type { ContractError } from '../../../preload/contract/client.ts'

/** Why a call was refused; an error without a code when it was not. */
export const refused = async (call: Promise<unknown>): Promise<ContractError> =>
  (await call.then(
    () => new Error('was not refused'),
    (error: unknown) => error,
  )) as ContractError
