import type { MessagePortMain } from 'electron'
import { z } from 'zod'
import { errorShape } from '../../preload/contract/frame.ts'
import { toErrorShape } from '../host/error-shape.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { SecretStore, SecretStoreDescription } from '../secrets/port.ts'

const question = z.object({
  id: z.number().int(),
  action: z.enum(['get', 'variable', 'set', 'delete']),
  system: z.string(),
  field: z.string(),
  value: z.string().optional(),
})
type Question = z.infer<typeof question>

const answer = z.object({ id: z.number().int(), value: z.string().optional(), error: errorShape.optional() })

/** Answers the host process from the store that only the main process can reach. */
export function serveSecrets(port: MessagePortMain, store: SecretStore): void {
  port.on('message', async ({ data }) => {
    const parsed = question.safeParse(data)
    if (!parsed.success) return
    const { id } = parsed.data
    try {
      const value = await ask(store, parsed.data)
      port.postMessage({ id, ...(value !== undefined && { value }) })
    } catch (error) {
      port.postMessage({ id, error: toErrorShape(error) })
    }
  })
  port.start()
}

async function ask(
  store: SecretStore,
  { action, system, field, value }: Question,
): Promise<string | undefined> {
  if (action === 'get') return store.get(system, field)
  if (action === 'variable') return store.variable?.(system, field)
  if (action === 'delete') await store.delete(system, field)
  else if (value !== undefined) await store.set(system, field, value)
  return undefined
}

/** The same store as the host process sees it. Rejects everything once the main process is gone. */
export function remoteSecrets(port: MessagePortMain, description: SecretStoreDescription): SecretStore {
  const waiting = new Map<number, { resolve(value: string | undefined): void; reject(error: Error): void }>()
  let lastId = 0
  let isGone = false

  port.on('message', ({ data }) => {
    const parsed = answer.safeParse(data)
    if (!parsed.success) return
    const { id, value, error } = parsed.data
    const entry = waiting.get(id)
    waiting.delete(id)
    if (error) entry?.reject(new JoineryError(error.code, error.message, { advice: error.advice }))
    else entry?.resolve(value)
  })
  port.on('close', () => {
    isGone = true
    for (const { reject } of waiting.values()) reject(gone())
    waiting.clear()
  })
  port.start()

  function send(body: Omit<Question, 'id'>): Promise<string | undefined> {
    if (isGone) return Promise.reject(gone())
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      port.postMessage({ id, ...body })
    })
  }

  return {
    get: (system, field) => send({ action: 'get', system, field }),
    variable: (system, field) => send({ action: 'variable', system, field }),
    async set(system, field, value) {
      await send({ action: 'set', system, field, value })
    },
    async delete(system, field) {
      await send({ action: 'delete', system, field })
    },
    describe: () => description,
  }
}

function gone(): JoineryError {
  return new JoineryError('secrets-unreachable', 'The process that keeps the secrets is gone.', {
    advice: 'Start Joinery again.',
  })
}
