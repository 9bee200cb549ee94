import { type CallSite, entry } from '../function-entry.ts'
import { text } from '../parameter.ts'
import { compilePattern, type Pattern, PatternError } from '../pattern.ts'

/** Patterns come from rules, so there are few; the bound is for those that are put together from data. */
const compiled = new Map<string, Pattern>()
const maximumCompiled = 500

const patternArgument = 2
const optional = { optional: true } as const

export const replaceFunctions = [
  entry({
    name: 'Replace',
    dialects: ['entra'],
    parameters: [
      text('source'),
      text('oldValue', optional),
      text('regexPattern', optional),
      text('regexGroupName', optional),
      text('replacementValue', optional),
      text('replacementAttribute', optional),
      text('template', optional),
    ],
    documentation:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own placeholders
      'Replaces, upper and lower case apart. oldValue with template: the source takes the place of oldValue in the template. oldValue with replacementValue: every oldValue. regexPattern with a replacement: every match, where `$1` and `${name}` give groups. regexPattern with regexGroupName: only that group of every match. The replacement is replacementValue or else the value of replacementAttribute.',
    examples: [
      {
        expression: 'Replace([phone],,"[()\\\\s-]+",,"",,)',
        attributes: { phone: '+1 (999) 888-7777' },
        result: '+19998887777',
      },
      {
        expression: 'Replace([mailNickname], , "[a-zA-Z_]*", , "", , )',
        attributes: { mailNickname: 'john_doe72' },
        result: '72',
      },
      {
        expression: 'Replace([mail], "@contoso.com", , ,"", ,)',
        attributes: { mail: 'john.doe@contoso.com' },
        result: 'john.doe',
      },
      { expression: 'Replace([code], "{0}",,,,, "EMP-{0}")', attributes: { code: '17' }, result: 'EMP-17' },
      {
        expression: 'Replace([mail],,"@(?<domain>.+)$","domain","fabrikam.com",,)',
        attributes: { mail: 'a@contoso.com' },
        result: 'a@fabrikam.com',
      },
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own placeholders
        expression: 'Replace([name],,"^(?<last>[^,]+), (?<first>.+)$",,"${first} ${last}",,)',
        attributes: { name: 'Smith, John' },
        result: 'John Smith',
      },
    ],
    checkLiterals: (literals, site) => {
      const pattern = literals[patternArgument]
      if (typeof pattern === 'string') patternOf(pattern, site)
    },
    call: ([source, oldValue, regex, group, replacementValue, replacementAttribute, template], site) => {
      if (oldValue !== undefined && template !== undefined) {
        return oldValue === '' ? template : template.replaceAll(oldValue, () => source)
      }
      const replacement = replacementValue ?? replacementAttribute
      if (oldValue !== undefined && replacement !== undefined) {
        return oldValue === '' ? source : source.replaceAll(oldValue, () => replacement)
      }
      if (regex === undefined || replacement === undefined) return source
      const pattern = patternOf(regex, site)
      if (source.length > pattern.inputLimit) {
        site.fail(0, source, `is too long for this pattern, which may see ${pattern.inputLimit} characters`)
      }
      if (group === undefined)
        return source.replace(pattern.expression, substitution(replacementValue, replacement))
      return replaceGroup(source, pattern, group, replacement, site)
    },
  }),
]

type Substitution = string & ((match: string) => string)

/** .NET writes `${name}` where JavaScript writes `$<name>`; an attribute's value is put in as it is. */
function substitution(template: string | undefined, literal: string): Substitution {
  const replacement = template === undefined ? () => literal : template.replace(/\$\{(\w+)\}/g, dotnetGroup)
  return replacement as Substitution
}

function dotnetGroup(_: string, name: string): string {
  return /^\d+$/.test(name) ? `$${name}` : `$<${name}>`
}

function replaceGroup(
  source: string,
  pattern: Pattern,
  group: string,
  replacement: string,
  site: CallSite,
): string {
  const expression = new RegExp(pattern.expression.source, `${pattern.expression.flags}d`)
  let result = ''
  let done = 0
  for (const match of source.matchAll(expression)) {
    const index = /^\d+$/.test(group) ? Number(group) : undefined
    const known = index === undefined ? match.groups && group in match.groups : index < match.length
    if (!known)
      site.fail(3, group, 'must be the name of a group in the pattern', 'Write (?<name>…) in the pattern.')
    const place = index === undefined ? match.indices?.groups?.[group] : match.indices?.[index]
    if (!place || place[0] < done) continue
    result += source.slice(done, place[0]) + replacement
    done = place[1]
  }
  return result + source.slice(done)
}

function patternOf(source: string, site: CallSite): Pattern {
  const known = compiled.get(source)
  if (known) return known
  try {
    const pattern = compilePattern(source)
    if (compiled.size >= maximumCompiled) compiled.clear()
    compiled.set(source, pattern)
    return pattern
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    return site.fail(patternArgument, source, `is ${error.message}`, 'Write a simpler regular expression.')
  }
}
