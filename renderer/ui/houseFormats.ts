/** How numbers, dates and times are written. */
export interface Formats {
  /** `1,355`, whole. */
  number(n: number): string
  /** `0.4`: one digit behind the point at most. */
  decimal(n: number): string
  /** `08:02` */
  time(at: Date): string
  /** `9 Feb` */
  day(at: Date): string
  /** `6 March 08:01` */
  moment(at: Date): string
  /** `26 Feb 2025 09:20` */
  momentOfYear(at: Date): string
  /** `Tuesday 10 March 2026` */
  longDate(at: Date): string
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
// Months of up to five letters are written out, the others have three.
const months = ['Jan', 'Feb', 'March', 'April', 'May', 'June', 'July', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const longMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const two = (n: number) => String(n).padStart(2, '0')
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const time = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}`
const month = (d: Date) => months[d.getMonth()] as string

/** What nobody reads in two ways: the day before the month by its name, 24 hours, commas between thousands. */
export const houseFormats: Formats = {
  number: (n) => whole.format(n),
  decimal: (n) => String(Math.round(n * 10) / 10),
  time,
  day: (d) => `${d.getDate()} ${month(d).slice(0, 3)}`,
  moment: (d) => `${d.getDate()} ${month(d)} ${time(d)}`,
  momentOfYear: (d) => `${d.getDate()} ${month(d)} ${d.getFullYear()} ${time(d)}`,
  longDate: (d) => `${days[d.getDay()]} ${d.getDate()} ${longMonths[d.getMonth()]} ${d.getFullYear()}`,
}
