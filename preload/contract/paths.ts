import { z } from 'zod'

/** What a path in a configuration leads to; decides which files the desktop's dialog offers. */
export const pathKind = z.enum(['csv', 'certificate', 'twin'])
export type PathKind = z.infer<typeof pathKind>

/** What was chosen, relative to the workspace where it lies below it; null when nothing was. */
export const chosenPath = z.string().min(1).max(4096).nullable()
