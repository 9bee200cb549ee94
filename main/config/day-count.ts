import { z } from 'zod'

const daysPer: Readonly<Record<string, number>> = { d: 1, w: 7, '': 1 }
const longest = 36_500

/** A number of days as rules write it: `30`, `30d` or `4w`; the result is the number of days. */
export const dayCountSchema = z.union([z.number(), z.string()]).transform((written, context) => {
  const [, number, unit] = /^(\d{1,5})([dw]?)$/.exec(String(written)) ?? []
  const days = Number(number) * (daysPer[unit ?? ''] as number)
  if (days <= longest) return days
  context.addIssue({
    code: 'custom',
    message: `write a number of days, such as 30d, or of weeks, such as 4w, up to ${longest} days`,
  })
  return z.NEVER
})
