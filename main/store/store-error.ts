/** The workspace's database cannot be used as it is. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: 'store-locked' | 'store-newer' | 'store-damaged' | 'store-missing' | 'store-conflict'
  readonly advice: string
  readonly exitCode = 1

  constructor(code: StoreError['code'], message: string, advice: string) {
    super(message)
    this.code = code
    this.advice = advice
  }
}
