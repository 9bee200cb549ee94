/** What follows the options in the help of a command. */
export const example = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
