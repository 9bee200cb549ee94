/**
 * Runs `work` over the items, at most `limit` at once, and yields each result as it is there. When `signal` aborts, no
 * further item is begun; what runs is waited for and yielded. `work` must not reject.
 */
export async function* parallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
  signal: AbortSignal,
): AsyncGenerator<R> {
  const running = new Map<number, Promise<{ index: number; result: R }>>()
  let index = 0
  while (index < items.length || running.size > 0) {
    while (index < items.length && running.size < limit && !signal.aborted) {
      const own = index++
      running.set(
        own,
        work(items[own] as T).then((result) => ({ index: own, result })),
      )
    }
    if (running.size === 0) return
    const done = await Promise.race(running.values())
    running.delete(done.index)
    yield done.result
  }
}

/** Runs `work` over the items, at most `limit` at once, and answers in their order. The first failure ends it. */
export async function mapParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failed = false
  const worker = async () => {
    while (next < items.length && !failed) {
      const own = next++
      try {
        results[own] = await work(items[own] as T)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
