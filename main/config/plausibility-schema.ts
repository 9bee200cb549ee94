import { z } from 'zod'

const percent = z.number().min(0).max(100)

/** How far a read of a system may differ from its last imports. `false` turns one of the checks off. */
export const plausibilitySchema = z
  .object({
    /** How many per cent fewer objects of a type are still believed. */
    rowCount: z.union([percent, z.literal(false)]).default(20),
    /** In how many per cent of the objects an attribute may lose its value. */
    nullRate: z.union([percent, z.literal(false)]).default(25),
    /** How many per cent of the objects of the last import must be there again. */
    keys: z.union([percent, z.literal(false)]).default(80),
    /** How many per cent of an attribute's values may become others, where it has few different ones. */
    values: z.union([percent, z.literal(false)]).default(50),
    /** A difference of fewer objects than this is always believed. */
    tolerance: z.number().int().min(0).default(10),
  })
  .strict()
export type PlausibilitySource = z.infer<typeof plausibilitySchema>
