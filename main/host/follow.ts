/** Work that tells how far it is, as a stream: its progress while it runs, then what it comes to. */
export async function* follow<P, R>(
  work: (progress: (event: P) => void) => Promise<R>,
): AsyncGenerator<P, R> {
  const waiting: P[] = []
  let wake = (): void => {}
  let over = false
  const running = work((event) => {
    waiting.push(event)
    wake()
  }).finally(() => {
    over = true
    wake()
  })
  // Whoever stops listening leaves no error behind that nobody hears of.
  running.catch(() => undefined)
  while (!over || waiting.length > 0) {
    const event = waiting.shift()
    if (event !== undefined) yield event
    else if (!over)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  return running
}
