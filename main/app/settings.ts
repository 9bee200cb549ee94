import { z } from 'zod'

const bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
})
export type Bounds = z.infer<typeof bounds>

/** What the desktop remembers between two starts. Never a secret. */
const settings = {
  bounds,
  lastWorkspace: z.string().min(1).max(4096),
  /** Where a report was saved last. */
  saveFolder: z.string().min(1).max(4096),
}
type Settings = { [K in keyof typeof settings]: z.infer<(typeof settings)[K]> }

/** The part of electron-store that is used. */
export interface KeyValueFile {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

export interface SettingsStore {
  /** Undefined when nothing, or nothing valid, is kept. */
  get<K extends keyof Settings>(key: K): Settings[K] | undefined
  set<K extends keyof Settings>(key: K, value: Settings[K]): void
}

/** Reads leniently and writes strictly: a damaged file must not keep the window from opening. */
export function openSettings(file: KeyValueFile): SettingsStore {
  return {
    get(key) {
      const kept = settings[key].safeParse(file.get(key))
      return kept.success ? (kept.data as Settings[typeof key]) : undefined
    },
    set(key, value) {
      file.set(key, settings[key].parse(value))
    },
  }
}

/** A window on a display that is gone would be out of reach. */
export function isOnSomeDisplay(window: Bounds, displays: readonly Bounds[]): boolean {
  const reach = 100
  return displays.some(
    (area) =>
      window.x + window.width > area.x + reach &&
      window.x < area.x + area.width - reach &&
      window.y >= area.y &&
      window.y < area.y + area.height - reach,
  )
}
