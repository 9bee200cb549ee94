import { ConnectorError } from '../spi/error.ts'

/** The admin cancelled; what was under way may or may not have reached the system. */
export class Cancellation extends ConnectorError {
  constructor(where: string) {
    super('connection', 'The work was cancelled', {
      advice: 'Start the step again to continue; what was already written is not written again',
      where,
    })
  }
}
