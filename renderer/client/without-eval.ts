import { z } from 'zod'

/**
 * Compiled validators need `eval`, which the page's content policy forbids, and even the attempt is reported as a
 * violation. A schema decides when it is made, so this module comes before any other import in the page's entry.
 */
z.config({ jitless: true })
