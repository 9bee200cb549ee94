import type { DatePattern } from './date-pattern.ts'
import { type Instant, partsOf } from './instant.ts'
import { dayNames, monthNames } from './names.ts'

type Time = ReturnType<typeof partsOf>

/** Writes a date as .NET does in the invariant culture. All dates are UTC here: K is `Z`, zzz is `+00:00`. */
export function formatDate(instant: Instant, pattern: DatePattern): string {
  const time = partsOf(instant)
  let text = ''
  for (const piece of pattern) {
    if (piece.kind === 'text') text += piece.text
    else if (piece.letter === 'F') text = withFraction(text, time, piece.count)
    else text += field(piece.letter, piece.count, time)
  }
  return text
}

function field(letter: string, count: number, time: Time): string {
  const padded = (value: number) => String(value).padStart(Math.min(count, 2), '0')
  switch (letter) {
    case 'd':
      return count < 3 ? padded(time.day) : named(dayNames[time.weekday]!, count)
    case 'M':
      return count < 3 ? padded(time.month) : named(monthNames[time.month - 1]!, count)
    case 'y':
      return count < 3 ? padded(time.year % 100) : String(time.year).padStart(count, '0')
    case 'h':
      return padded(time.hour % 12 || 12)
    case 'H':
      return padded(time.hour)
    case 'm':
      return padded(time.minute)
    case 's':
      return padded(time.second)
    case 'f':
      return fraction(time, count)
    case 't':
      return (time.hour < 12 ? 'AM' : 'PM').slice(0, count)
    case 'z':
      return ['+0', '+00'][count - 1] ?? '+00:00'
    case 'K':
      return 'Z'
    default:
      return 'A.D.'
  }
}

function named(name: string, count: number): string {
  return count === 3 ? name.slice(0, 3) : name
}

function fraction(time: Time, digits: number): string {
  return String(time.fraction).padStart(7, '0').slice(0, digits)
}

/** `F` writes no zeros at the end, and where nothing is left takes the point before it away. */
function withFraction(before: string, time: Time, digits: number): string {
  const written = fraction(time, digits).replace(/0+$/, '')
  return written === '' && before.endsWith('.') ? before.slice(0, -1) : before + written
}
