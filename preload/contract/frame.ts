import { z } from 'zod'

/** An error as it crosses a process border: a stable code, words for a person, what to do next. */
export const errorShape = z.object({
  code: z.string(),
  message: z.string(),
  advice: z.string(),
  where: z.string().optional(),
  /** The connected system's own words. */
  system: z.string().optional(),
})
export type ErrorShape = z.infer<typeof errorShape>

/** What travels from the page to the host. */
export const requestFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id: z.number().int(), method: z.string(), params: z.unknown() }),
  /** Stops a call or ends a subscription. */
  z.object({ t: z.literal('cancel'), id: z.number().int() }),
])
export type RequestFrame = z.infer<typeof requestFrame>

/** What travels from the host to the page. A subscription is a call that answers with events until it is cancelled. */
export const responseFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('result'), id: z.number().int(), value: z.unknown() }),
  z.object({ t: z.literal('error'), id: z.number().int(), error: errorShape }),
  z.object({ t: z.literal('event'), id: z.number().int(), seq: z.number().int(), value: z.unknown() }),
])
export type ResponseFrame = z.infer<typeof responseFrame>
