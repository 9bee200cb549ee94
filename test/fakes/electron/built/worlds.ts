/**
 * What a page's two worlds are given before their own scripts. Both functions are sent to Chromium as text, so they use nothing from
 * outside themselves. The worlds share the document and nothing else; they talk by events of a name that only they know, whose details
 * Chromium copies from one world to the other.
 */

/** Isolated world to main process. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke'
      readonly id: number
      readonly channel: string
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'port'; readonly port: string; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: string }

/** Main process to isolated world. */
export type ToPage =
  | {
      readonly kind: 'message'
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports: readonly string[]
    }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly kind: 'port'; readonly port: string; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: string }

/** A value on its way through the context bridge: functions go as numbers, objects as copies. */
type Carried =
  | { readonly fn: number }
  | { readonly promise: number }
  | { readonly object: Readonly<Record<string, Carried>> }
  | { readonly value: unknown }

type Answer = { readonly ok: Carried } | { readonly error: string }

/** The half of the context bridge in the page's own world. */
export function mainWorld(secret: string): void {
  if (window !== window.top) return
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let answer: Answer | undefined
  const listen = <T>(name: string, listener: (detail: T) => void) =>
    document.addEventListener(`${secret}:${name}`, (event) => listener((event as CustomEvent<T>).detail))

  listen<Answer>('answer', (given) => {
    answer = given
  })
  listen<{ promise: number; answer: Answer }>('settled', ({ promise, answer: settled }) => {
    const waiting = promises.get(promise)
    promises.delete(promise)
    if ('error' in settled) waiting?.reject(new Error(settled.error))
    else waiting?.resolve(arrive(settled.ok))
  })
  listen<{ name: string; api: Carried }>('expose', ({ name, api }) => {
    Object.defineProperty(window, name, { value: arrive(api), enumerable: true })
  })

  function arrive(carried: Carried): unknown {
    if ('promise' in carried)
      return new Promise((resolve, reject) => promises.set(carried.promise, { resolve, reject }))
    if ('fn' in carried) return (...args: unknown[]) => call(carried.fn, args)
    if ('object' in carried) {
      const entries = Object.entries(carried.object).map(([key, value]) => [key, arrive(value)])
      return Object.freeze(Object.fromEntries(entries))
    }
    return carried.value
  }

  function call(fn: number, args: unknown[]): unknown {
    answer = undefined
    document.dispatchEvent(new CustomEvent(`${secret}:call`, { detail: { fn, args: structuredClone(args) } }))
    const given = answer as Answer | undefined
    if (!given) throw new Error('The context of the preload script is gone')
    if ('error' in given) throw new Error(given.error)
    return arrive(given.ok)
  }
}

/** The preload script's world: what `require('electron')` gives a sandboxed one. `preload` is its text as a function. */
export function isolatedWorld(
  secret: string,
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
): void {
  if (window !== window.top) return
  const { toMain } = globalThis as unknown as { toMain: (text: string) => void }
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>()
  const questions = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const ports = new Map<string, MessagePort>()
  const functions: ((...args: unknown[]) => unknown)[] = []
  const exposed = new Set<string>()
  let lastId = 0
  const send = (message: FromPage) => toMain(JSON.stringify(message))
  const tell = (name: string, detail: unknown) =>
    document.dispatchEvent(new CustomEvent(`${secret}:${name}`, { detail }))

  function openPort(name: string): MessagePort {
    const { port1, port2 } = new MessageChannel()
    ports.set(name, port1)
    port1.onmessage = ({ data }) => send({ kind: 'port', port: name, data })
    port1.addEventListener('close', () => send({ kind: 'port-closed', port: name }))
    return port2
  }

  function carry(value: unknown): Carried {
    if (typeof value === 'function') return { fn: functions.push(value as (typeof functions)[number]) - 1 }
    if (value instanceof Promise) {
      lastId += 1
      const promise = lastId
      value.then(
        (result) => tell('settled', { promise, answer: { ok: carry(result) } }),
        (error) => tell('settled', { promise, answer: { error: String(error?.message ?? error) } }),
      )
      return { promise }
    }
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      return { object: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, carry(one)])) }
    return { value: structuredClone(value) }
  }

  document.addEventListener(`${secret}:call`, (event) => {
    const { fn, args } = (event as CustomEvent<{ fn: number; args: unknown[] }>).detail
    try {
      tell('answer', { ok: carry(functions[fn]?.(...args)) })
    } catch (error) {
      tell('answer', { error: String((error as Error).message) })
    }
  })

  function receive(message: ToPage): void {
    if (message.kind === 'message') {
      const event = { ports: message.ports.map(openPort) }
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
    } else if (message.kind === 'answer') {
      const question = questions.get(message.id)
      questions.delete(message.id)
      if (message.error !== undefined) question?.reject(new Error(message.error))
      else question?.resolve(message.value)
    } else if (message.kind === 'port') ports.get(message.port)?.postMessage(message.data)
    else ports.get(message.port)?.close()
  }
  Object.assign(globalThis, { fromMain: receive })

  const electron = {
    ipcRenderer: {
      on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
      send: (channel: string, ...args: unknown[]) => send({ kind: 'send', channel, args }),
      invoke(channel: string, ...args: unknown[]) {
        lastId += 1
        const id = lastId
        send({ kind: 'invoke', id, channel, args })
        return new Promise((resolve, reject) => questions.set(id, { resolve, reject }))
      },
    },
    contextBridge: {
      exposeInMainWorld(name: string, api: unknown) {
        if (exposed.has(name))
          throw new Error(`Cannot bind an API on top of an existing property on the window object`)
        exposed.add(name)
        tell('expose', { name, api: carry(api) })
      },
    },
  }
  const module = { exports: {} }
  preload(
    (name) => {
      if (name === 'electron') return electron
      throw new Error(`module not found: ${name}`)
    },
    module,
    module.exports,
  )
}
