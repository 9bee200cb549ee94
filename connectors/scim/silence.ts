import { ConnectorError } from '../spi/error.ts'

/**
 * Counts requests in a row that had no answer, each after its own tries. A service that is not there would otherwise be waited for once for
 * every request that is left.
 */
export class Silence {
  readonly #patience: number
  #unanswered = 0

  constructor(patience: number) {
    this.#patience = patience
  }

  get lasts(): boolean {
    return this.#unanswered >= this.#patience
  }

  goesOn(): void {
    this.#unanswered++
  }

  end(): void {
    this.#unanswered = 0
  }
}

/** Of a request that was not even tried. */
export function notSent(host: string): ConnectorError {
  return new ConnectorError('connection', `${host} does not answer: the request was not sent`, {
    advice: 'Check the service and the network, then start the step again: it goes on from where it was',
    where: host,
  })
}
