import { randomInt } from 'node:crypto'

/** A password as unicodePwd takes it: in quotes, UTF-16 little-endian. */
export function encodePassword(password: string): Buffer {
  return Buffer.from(`"${password}"`, 'utf16le')
}

/** Nothing that is mistaken for another character when it is read out. */
const alphabets = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '+-=!?%*#@/'] as const

/** A password of 24 characters, of all four kinds that a domain's policy may ask for; from the system's random numbers. */
export function generatePassword(): string {
  const all = alphabets.join('')
  const characters = Array.from({ length: 24 }, (_, i) => pick(alphabets[i] ?? all))
  for (let i = characters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1)
    ;[characters[i], characters[j]] = [characters[j] as string, characters[i] as string]
  }
  return characters.join('')
}

const pick = (from: string): string => from[randomInt(from.length)] as string
