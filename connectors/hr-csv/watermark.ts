import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { HrCsvConfig } from './config.ts'

/** What is remembered of a complete import: enough to know the file again and to judge the next one. */
const profile = z.object({
  /** People, in objects that were read. */
  rows: z.number(),
  /** Header → share of empty cells, 0 to 1. */
  empty: z.record(z.string(), z.number()),
  /** See `KeySketch`. */
  keys: z.string(),
})

const watermark = z.object({
  version: z.literal(1),
  sha256: z.string(),
  /** The settings that decide what a file means. */
  settings: z.string(),
  /** Present when rows have effective dates: the same file means something else tomorrow. */
  today: z.string().optional(),
  profile,
})

export type Profile = z.infer<typeof profile>
export type Watermark = z.infer<typeof watermark>

/** Undefined for text this version of the connector did not write: the read is then as a first one. */
export function parseWatermark(text: string | undefined): Watermark | undefined {
  if (text === undefined) return undefined
  try {
    return watermark.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A fingerprint of the settings by which the same file gives the same objects. */
export function settingsOf(config: HrCsvConfig): string {
  const { plausibility: _limits, write: _drop, onBadRow: _strict, file: _name, ...reading } = config
  return createHash('sha256').update(JSON.stringify(reading)).digest('hex').slice(0, 16)
}
