/** What the effect is shown of: a candidate by its place, a new identity, or nobody. */
export type Chosen = number | 'project' | 'disconnect'
