import { z } from 'zod'
import { dayCountSchema } from './day-count.ts'

/** What happens to an account whose identity leaves the scope of its outbound rules. */

export const leaveWords = ['keep', 'disable', 'disconnect', 'delete'] as const

const after = dayCountSchema.default(0)

export const leaveStepSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('disable'), after }).strict(),
  z.object({ do: z.literal('move'), after, to: z.string().min(1) }).strict(),
  z.object({ do: z.literal('clear'), after, attributes: z.array(z.string().min(1)).min(1) }).strict(),
  z.object({ do: z.literal('disconnect'), after }).strict(),
  z.object({ do: z.literal('delete'), after }).strict(),
])
export type LeaveStepSource = z.infer<typeof leaveStepSchema>

/** One word for what happens at once, or steps, each a number of days after the identity left. */
export const leaveSchema = z
  .union([
    z.enum(leaveWords),
    z
      .array(leaveStepSchema)
      .min(1)
      .superRefine((steps, context) => {
        steps.forEach((step, index) => {
          const last = steps
            .slice(0, index)
            .find(({ do: what }) => what === 'disconnect' || what === 'delete')
          if (last !== undefined)
            context.addIssue({
              code: 'custom',
              path: [index, 'do'],
              message: `nothing can follow ${last.do}`,
            })
          if (index > 0 && step.after < (steps[index - 1] as LeaveStepSource).after)
            context.addIssue({
              code: 'custom',
              path: [index, 'after'],
              message: 'a step cannot come before the one above it',
            })
        })
      }),
  ])
  .default('keep')

/** The steps of either form, in order; none for `keep`. */
export function leaveSteps(source: z.infer<typeof leaveSchema>): readonly LeaveStepSource[] {
  if (source === 'keep') return []
  return typeof source === 'string' ? [{ do: source, after: 0 }] : source
}
