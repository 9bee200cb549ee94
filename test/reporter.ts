import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/**
 * Says nothing of what passes: each failure as it happens, with its place, and errors outside of tests at the end. What every test came
 * to is written to the file JOINERY_REPORT names, for the ladder's summary.
 */
export default class LadderReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result()
    if (state === 'failed') this.#print(`${test.module.relativeModuleId} > ${test.fullName}`, errors)
  }

  onTestModuleEnd(module: TestModule): void {
    const errors = errorsOutsideTests(module)
    if (errors.length > 0) this.#print(module.relativeModuleId, errors)
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    if (unhandled.length > 0) this.#print('outside of the tests', unhandled)
    const file = process.env.JOINERY_REPORT
    if (file) writeFileSync(file, JSON.stringify(report(modules, unhandled)))
  }

  #print(title: string, errors: readonly unknown[]): void {
    process.stdout.write(`\nFAILED ${title}\n`)
    for (const error of errors) this.#vitest?.logger.printError(error, { showCodeFrame: true })
  }
}

/** Of the file itself and of the hooks of its suites. */
function errorsOutsideTests(module: TestModule): readonly unknown[] {
  return [...module.errors(), ...Array.from(module.children.allSuites(), (suite) => suite.errors()).flat()]
}

function report(modules: readonly TestModule[], unhandled: readonly unknown[]) {
  const tests = modules.flatMap((module) =>
    Array.from(module.children.allTests(), (test) => {
      const result = test.result()
      const note = result.state === 'skipped' ? result.note : undefined
      return { file: module.relativeModuleId, name: test.fullName, state: result.state, note }
    }),
  )
  const broken = modules.filter((module) => errorsOutsideTests(module).length > 0)
  return {
    tests,
    files: modules.map(timed),
    brokenFiles: broken.map((module) => module.relativeModuleId),
    unhandled: unhandled.length,
  }
}

/** How long a file took, in milliseconds: its tests and hooks, and what had to be loaded before them. */
function timed(module: TestModule) {
  const { duration, collectDuration, setupDuration, environmentSetupDuration, prepareDuration } =
    module.diagnostic()
  const loading = collectDuration + setupDuration + environmentSetupDuration + prepareDuration
  return { file: module.relativeModuleId, running: Math.round(duration), loading: Math.round(loading) }
}
