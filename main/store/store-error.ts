import type { Refusal } from '../engine/join-decision.ts'

export type StoreErrorCode =
  | 'store-locked'
  | 'store-newer'
  | 'store-damaged'
  | 'store-missing'
  | 'store-conflict'
  | 'unknown-object'
  | 'unknown-identity'
  | 'several-identities'
  | 'no-decision'
  | 'trial-room'
  | Refusal['code']

/** The workspace's database cannot be used as it is. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly advice: string
  readonly exitCode = 1

  constructor(code: StoreErrorCode, message: string, advice: string) {
    super(message)
    this.code = code
    this.advice = advice
  }
}
