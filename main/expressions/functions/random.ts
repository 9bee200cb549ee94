import { type CallSite, entry } from '../function-entry.ts'
import { integer, text } from '../parameter.ts'
import type { RandomSource } from '../random-source.ts'
import type { Scope } from '../scope.ts'

const digits = '0123456789'
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const small = capitals.toLowerCase()
/** What Windows counts as special in a password. */
const special = '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/'

export const randomFunctions = [
  entry({
    name: 'Guid',
    asksFor: 'seed',
    dialects: ['entra', 'connect'],
    parameters: [],
    documentation: 'A new GUID. It follows from the seed of the environment; let its flow be `once: true`.',
    examples: [
      {
        expression: 'Guid()',
        like: {
          sample: '00aa00aa-bb11-4c22-9d33-44ee44ee44ee',
          form: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        },
      },
    ],
    call: (_, site, scope) => {
      const bytes = Buffer.from(source(scope, 'Guid', site).bytes(16))
      bytes[6] = (bytes[6]! & 0x0f) | 0x40
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    },
  }),
  entry({
    name: 'RandomNum',
    asksFor: 'seed',
    dialects: ['connect'],
    parameters: [integer('start'), integer('end')],
    takesLists: true,
    documentation:
      'A random integer from start to end, both included. It follows from the seed of the environment.',
    examples: [{ expression: 'RandomNum(100,999)', like: { sample: '734', form: /^[1-9]\d\d$/ } }],
    call: ([start, end], site, scope) => {
      const count = end - start + 1
      if (count < 1 || count > 2 ** 47) site.fail(1, end, 'must not be below start, nor too far from it')
      return start + source(scope, 'RandomNum', site).below(count)
    },
  }),
  entry({
    name: 'RandomString',
    asksFor: 'seed',
    dialects: ['entra'],
    parameters: [
      integer('length'),
      integer('minimumNumbers'),
      integer('minimumSpecialCharacters'),
      integer('minimumCapital'),
      integer('minimumLowerCase'),
      text('charactersToAvoid', { optional: true }),
    ],
    documentation:
      'A random text of at most 256 characters with at least so many digits, special characters, capital and small letters; what remains is any of these, special characters only where some are asked for. It follows from the seed of the environment, and is no harder to guess.',
    examples: [
      {
        expression: 'RandomString(6,3,0,0,3)',
        like: { sample: '1a73qt', form: /^(?=(?:\D*\d){3})(?=(?:[^a-z]*[a-z]){3}).{6}$/ },
      },
      {
        expression: 'RandomString(10,2,2,2,1,"?,")',
        like: {
          sample: '1@!2BaRg53',
          form: /^(?=(?:\D*\d){2})(?=(?:[A-Za-z0-9]*[^A-Za-z0-9]){2})(?=(?:[^A-Z]*[A-Z]){2})(?=.*[a-z])[^?,]{10}$/,
        },
      },
    ],
    call: ([length, numbers, specials, capital, lower, avoid = ''], site, scope) => {
      const classes: readonly [from: string, minimum: number][] = [
        [digits, numbers],
        [special, specials],
        [capitals, capital],
        [small, lower],
      ]
      if (length < 1 || length > 256) site.fail(0, length, 'must be from 1 to 256')
      const total = classes.reduce((sum, [, minimum], index) => {
        if (minimum < 0) site.fail(index + 1, minimum, 'must be 0 or more')
        return sum + minimum
      }, 0)
      if (total > length) site.fail(0, length, `must be ${total} at least, the sum of the minima`)
      const allowed = classes.map(([from]) => [...from].filter((one) => !avoid.includes(one)).join(''))
      classes.forEach(([, minimum], index) => {
        if (minimum > 0 && allowed[index] === '')
          site.fail(5, avoid, 'leaves nothing of a kind that is asked for')
      })
      const rest = allowed.filter((_, index) => index !== 1 || specials > 0).join('')
      if (rest === '' && total < length) site.fail(5, avoid, 'leaves no characters')
      const random = source(scope, 'RandomString', site)
      const chosen = classes.flatMap(([, minimum], index) =>
        Array.from({ length: minimum }, () => random.pick(allowed[index]!)),
      )
      while (chosen.length < length) chosen.push(random.pick(rest))
      return shuffled(chosen, random).join('')
    },
  }),
]

function source(scope: Scope, name: string, site: CallSite): RandomSource {
  return (
    scope.random() ??
    site.refuse(
      `${name} needs a seed to draw from, and the environment gives none`,
      'Whoever works out the expression gives one for each object; the command line has --seed.',
    )
  )
}

function shuffled(values: readonly string[], random: RandomSource): string[] {
  const result = [...values]
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const moved = result[last]!
    result[last] = result[other]!
    result[other] = moved
  }
  return result
}
