import { JoineryError } from '../host/joinery-error.ts'

/** The value of `--limit`. @throws JoineryError `usage` */
export function limitOf(options: Readonly<Record<string, unknown>>): number {
  const limit = Number(options.limit)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new JoineryError('usage', `--limit ${String(options.limit)} is not a number from 1 to 1000`, {
    advice: 'Give a whole number',
    exitCode: 2,
  })
}
