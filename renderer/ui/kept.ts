import { useSyncExternalStore } from 'react'

/** A choice of the person in front of this browser or desktop; never part of the workspace. */
export interface Kept<T extends string> {
  get(): T
  choose(value: T): void
  subscribe(listener: () => void): () => void
  /** The choice, in a component that is drawn anew when it changes. */
  use(): T
}

/**
 * A choice among `values`, kept under `joinery.<name>`: in the storage of the page, and as a cookie, because the browser host may have another
 * port the next time, and with it another storage. Anything else that is found there is as if nothing were kept.
 */
export function kept<T extends string>(name: string, values: readonly T[], initial: T): Kept<T> {
  const key = `joinery.${name}`
  const listeners = new Set<() => void>()
  let chosen = values.find((value) => value === read(key)) ?? initial
  const get = () => chosen
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    choose(value) {
      chosen = value
      write(key, value)
      for (const listener of listeners) listener()
    },
    subscribe,
    use: () => useSyncExternalStore(subscribe, get),
  }
}

function read(key: string): string | null {
  try {
    const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(`${key}=`))
    return cookie?.slice(key.length + 1) ?? localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store answers later, and not before the first paint
    document.cookie = `${key}=${value}; Max-Age=31536000; Path=/; SameSite=Strict`
  } catch {
    // Storage may be closed to the page; the choice then lasts until it is left.
  }
}
