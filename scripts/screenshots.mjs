// Makes the pictures of docs/screenshots anew, from the end-to-end tests of the workbench.
process.env.JOINERY_SCREENSHOTS = '1'
process.argv = [
  ...process.argv.slice(0, 2),
  'test',
  '--rung',
  'e2e',
  'test/e2e/workbench.test.ts',
  'test/e2e/history.test.ts',
  'test/e2e/profiles.test.ts',
]
await import('./run.mjs')
