/** A column: its name never changes once released, scripts and spreadsheets rely on it. */
export interface ReportColumn {
  readonly name: string
  /** For the documentation and the head of the page. */
  readonly about: string
  /** `time`: milliseconds, written as ISO 8601. `value`: JSON, written as a person reads it. */
  readonly kind?: 'time' | 'value'
}

/** What a report is narrowed down to; what it does not take is null. */
export interface ReportParameters {
  readonly session: number | null
  readonly system: number | null
  /** Milliseconds. */
  readonly asOf: number | null
}

export interface Report {
  readonly name: string
  readonly title: string
  /** One sentence: which rows there are. */
  readonly about: string
  readonly takes: readonly (keyof ReportParameters)[]
  readonly columns: readonly ReportColumn[]
  /** One SELECT with a result column for each column, in their order, over @session, @system and @asOf. */
  readonly sql: string
}

/** A value of a result column. */
export type ReportCell = string | number | null
