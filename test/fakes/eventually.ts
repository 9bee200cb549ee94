import { vi } from 'vitest'

/** Waits until a check passes: as long as a busy machine needs, and no longer. */
export const eventually = <T>(check: () => T | Promise<T>, timeout = 15_000): Promise<T> =>
  vi.waitFor(check, { timeout, interval: 20 })
