import { z } from 'zod'
import { time } from './words.ts'

const narrowing = z.enum(['session', 'system', 'asOf'])

export const reportDescription = z.object({
  name: z.string(),
  title: z.string(),
  /** Which rows there are, in a sentence. */
  about: z.string(),
  /** What it can be narrowed down by. */
  takes: z.array(narrowing),
  columns: z.array(z.object({ name: z.string(), about: z.string() })),
})

export const reportOrder = z.object({
  name: z.string().max(100),
  format: z.enum(['csv', 'html']).default('csv'),
  /** CSV only: begin with the mark that spreadsheets know UTF-8 by. */
  bom: z.boolean().default(false),
  session: z.number().int().optional(),
  system: z.string().optional(),
  /** The time of an access report; now without it. */
  asOf: time.optional(),
})
