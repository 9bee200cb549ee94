import { twin } from '../../../connectors/twin/connector.ts'
import { addUser, people } from './small-schema.ts'

// node write-until-killed.ts DIR: adds users in calls of five and prints the id of each result, until it is killed.
const connection = await twin.open(
  { file: 'small.twin' },
  {
    system: 'small',
    workspaceDir: process.argv[2] as string,
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: () => undefined,
    log: () => {},
  },
)
for (let call = 0; ; call++) {
  const requests = Array.from({ length: 5 }, (_, index) => {
    const id = `user${call * 5 + index}`
    return addUser(id, `CN=${id},${people}`)
  })
  for await (const result of connection.write(requests)) process.stdout.write(`${result.id}\n`)
  await new Promise((resolve) => setTimeout(resolve, 1))
}
