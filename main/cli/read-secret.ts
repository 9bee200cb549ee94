import { JoineryError } from '../host/joinery-error.ts'

const enter = new Set(['\r', '\n', '\u0004'])
const erase = new Set(['\u007f', '\b'])

/** Reads a secret: what is piped in, or what is typed, unseen. The line's end is not part of it. */
export async function readSecret(prompt: string, input: NodeJS.ReadStream = process.stdin): Promise<string> {
  const secret = input.isTTY ? await typed(prompt, input) : await piped(input)
  if (secret !== '') return secret
  throw new JoineryError('usage', 'the secret is empty', {
    advice: 'Type it, or pipe it in: joinery secret set SYSTEM FIELD < file',
    exitCode: 2,
  })
}

async function piped(input: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of input.setEncoding('utf8')) text += chunk
  return text.replace(/\r?\n$/, '')
}

function typed(prompt: string, input: NodeJS.ReadStream): Promise<string> {
  process.stderr.write(prompt)
  input.setEncoding('utf8').setRawMode(true).resume()
  return new Promise((resolve, reject) => {
    let text = ''
    const done = (): void => {
      input.setRawMode(false).pause()
      input.off('data', onData)
      process.stderr.write('\n')
    }
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        if (key === '\u0003') {
          done()
          reject(
            new JoineryError('cancelled', 'nothing was stored', {
              advice: 'Run the command again',
              exitCode: 1,
            }),
          )
        } else if (enter.has(key)) {
          done()
          resolve(text)
        } else text = erase.has(key) ? text.slice(0, -1) : text + key
      }
    }
    input.on('data', onData)
  })
}
