import { t } from '../../../language/text.ts'

/** What is wrong with a name that commands and rules go by. @param another said when it is taken */
export function nameProblem(name: string, taken: readonly string[], another: string): string | undefined {
  if (name === '') return undefined
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return t('Lower-case letters, digits and dashes, a letter first')
  return taken.includes(name) ? another : undefined
}
