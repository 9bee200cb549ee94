import { z } from 'zod'

/** What a path in a configuration leads to; decides which files the desktop's dialog offers. */
export const pathKind = z.enum(['csv', 'certificate', 'twin'])
export type PathKind = z.infer<typeof pathKind>

/** What was chosen, relative to the workspace where it lies below it; null when nothing was. */
export const chosenPath = z.string().min(1).max(4096).nullable()

/** A file of the workspace's `reports` folder, by its name alone: never a way to somewhere else. */
export const reportName = z
  .string()
  .max(255)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.(csv|html)$/u)

/** Where a person saved a copy of a report, null when it was left; `problem` says why it could not be written. */
export const savedCopy = z.object({ path: z.string().nullable(), problem: z.string().nullable() })
export type SavedCopy = z.infer<typeof savedCopy>
