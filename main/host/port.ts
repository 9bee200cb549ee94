import type { CallName, EventOf, Params, Parsed, Result, WatchName } from '../../preload/contract/methods.ts'

/**
 * The host as every transport sees it. Parameters are validated by the caller of this interface (the frame server),
 * results by the same. Errors are thrown as they are; `toErrorShape` makes them fit for the wire.
 */
export interface Host {
  call<K extends CallName>(method: K, params: Params<K>, signal?: AbortSignal): Promise<Result<K>>
  /** Ends when the signal aborts. */
  watch<K extends WatchName>(method: K, params: Params<K>, signal: AbortSignal): AsyncIterable<EventOf<K>>
  close(): Promise<void>
}

/** What answers each method, with parameters that were checked. */
export type Handlers = {
  readonly [K in CallName]: (params: Parsed<K>, signal: AbortSignal) => Promise<Result<K>>
}
