/** What a prune tells of itself while it runs. */
export interface PruneProgress {
  message(text: string): void
  /** How many details of sessions are in the archive and out of the database. */
  moved(done: number, total: number): void
}
