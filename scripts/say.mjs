/** Progress goes to standard error, so that the last line of standard output stays the program's own. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** A reason to stop that a person can act on: printed without a stack trace. */
export class Stop extends Error {
  /**
   * @param {string} reason what is wrong
   * @param {string[]} [next] what to know and do, a line each
   */
  constructor(reason, next = []) {
    super([reason, ...next.map((line) => `  ${line}`)].join('\n'))
  }
}
