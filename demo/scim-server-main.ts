import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startScimServer } from './scim-server.ts'

// node demo/scim-server-main.ts --port 0 --token-file F --users users.json --groups groups.json --journal FILE --state FILE
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    'token-file': { type: 'string' },
    seed: { type: 'string' },
    users: { type: 'string' },
    groups: { type: 'string' },
    journal: { type: 'string' },
    state: { type: 'string' },
    latency: { type: 'string', default: '0' },
  },
})

const tokenFile = values['token-file']
if (!tokenFile) {
  process.stderr.write('scim-server: --token-file is required\n')
  process.exit(2)
}
const read = (file: string | undefined) => (file ? JSON.parse(readFileSync(file, 'utf8')) : [])
const server = await startScimServer({
  users: read(values.users ?? values.seed),
  groups: read(values.groups ?? positionals[0]),
  port: Number(values.port),
  token: readFileSync(tokenFile, 'utf8').trim(),
  latency: Number(values.latency),
  ...(values.state ? { stateFile: values.state } : {}),
  ...(values.journal ? { journalFile: values.journal } : {}),
})
process.stdout.write(`${JSON.stringify({ port: server.port, url: server.url, pid: process.pid })}\n`)

const stop = () => void server.close().then(() => process.exit(0))
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
