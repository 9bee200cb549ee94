import { type CallSite, entry } from '../function-entry.ts'
import { maximumText } from '../limits.ts'
import { text } from '../parameter.ts'
import { compilePattern, type Pattern, PatternError, type Replacement } from '../pattern.ts'

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
      text('source', { seesMissing: true }),
      text('oldValue', optional),
      text('regexPattern', optional),
      text('regexGroupName', optional),
      text('replacementValue', optional),
      text('replacementAttribute', optional),
      text('template', optional),
    ],
    documentation:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own placeholders
      'Replaces, upper and lower case apart. oldValue with replacementValue: every oldValue. oldValue with template: the source takes the place of oldValue in the template. regexPattern with replacementValue: every match, where `$1` and `${name}` give groups. regexPattern with regexGroupName and replacementValue: only that group of every match. regexPattern with regexGroupName and replacementAttribute: the source where there is one, else the group as it is found in the attribute. Where oldValue or regexPattern comes with replacementAttribute alone, its value is put in as it is.',
    examples: [
      {
        expression: 'Replace([phone],,"[()\\\\s-]+",,"",,)',
        attributes: { phone: '+1 (999) 888-7777' },
        result: '+19998887777',
      },
      {
        expression: 'Replace([BusinessTitle],"Product Developer", , , "Software Engineer", , )',
        attributes: { BusinessTitle: 'Product Developer' },
        result: 'Software Engineer',
      },
      {
        expression: 'Replace([UserID],"<username>", , , , , "<username>@contoso.com")',
        attributes: { UserID: 'jsmith' },
        result: 'jsmith@contoso.com',
      },
      {
        expression:
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own placeholders
          'Replace([telephoneNumber], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>\\\\d{10})", , "${phoneNumber}", , )',
        attributes: { telephoneNumber: '+91 9998887777' },
        result: '9998887777',
      },
      {
        expression: 'Replace([AddressLineData], ,"(?<streetNumber>^\\\\d*)","streetNumber", "888", , )',
        attributes: { AddressLineData: '545 Tremont Street' },
        result: '888 Tremont Street',
      },
      {
        expression: 'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
        attributes: { userPrincipalName: 'jsmith@contoso.com' },
        result: 'jsmith',
      },
      {
        expression:
          'Replace([telephoneNumber], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>\\\\d{10})", "phoneNumber" , , [mobile], )',
        attributes: { mobile: '+91 8887779999' },
        result: '8887779999',
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
      if (regex !== undefined && group !== undefined && replacementValue === undefined)
        return source || extracted(replacementAttribute, regex, group, site)
      if (source === undefined) return undefined
      if (oldValue !== undefined && template !== undefined)
        return oldValue === '' ? template : replacedAll(template, oldValue, source, site)
      const replacement = replacementValue ?? replacementAttribute
      if (replacement === undefined) return source
      if (oldValue !== undefined)
        return oldValue === '' ? source : replacedAll(source, oldValue, replacement, site)
      if (regex === undefined) return source
      const pattern = patternOf(regex, site)
      if (group !== undefined) checkGroup(pattern, group, site)
      checkLength(source, 0, pattern, site)
      const given: Replacement =
        replacementValue === undefined || group !== undefined
          ? { literal: replacement }
          : { template: replacementValue }
      return (
        pattern.replace(source, given, group) ??
        site.fail(0, source, `makes a text of more than ${maximumText} characters`)
      )
    },
  }),
]

/** Looked at before it is made: each Replace around another can multiply the text. */
function replacedAll(text: string, oldValue: string, replacement: string, site: CallSite): string {
  const longest = text.length + Math.floor(text.length / oldValue.length) * replacement.length
  if (longest > maximumText && text.split(oldValue).length * replacement.length + text.length > maximumText)
    site.fail(0, text, `makes a text of more than ${maximumText} characters`)
  return text.replaceAll(oldValue, () => replacement)
}

function extracted(
  from: string | undefined,
  regex: string,
  group: string,
  site: CallSite,
): string | undefined {
  const pattern = patternOf(regex, site)
  checkGroup(pattern, group, site)
  if (from === undefined) return undefined
  checkLength(from, 5, pattern, site)
  return pattern.extract(from, group)
}

function checkLength(text: string, argument: number, pattern: Pattern, site: CallSite): void {
  if (text.length > pattern.inputLimit)
    site.fail(argument, text, `is too long for this pattern, which may see ${pattern.inputLimit} characters`)
}

function checkGroup(pattern: Pattern, group: string, site: CallSite): void {
  if (!pattern.groups.has(group))
    site.fail(3, group, 'must be the name of a group in the pattern', 'Write (?<name>…) in the pattern.')
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
    return site.fail(patternArgument, source, `is ${error.message}`, error.advice)
  }
}
