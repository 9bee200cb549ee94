import type { ConnectorContext, ReadRequest } from '../spi/connector.ts'
import type { Batch, ReadItem, ReadNote, RejectedItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { HrCsvConfig } from './config.ts'
import { resolveDialect, sampleRows } from './dialect.ts'
import { RowCheck } from './fault.ts'
import { type PassOptions, PeoplePass } from './people-pass.ts'
import { type Plan, planFor } from './plan.ts'
import { refuseImplausible } from './plausibility.ts'
import type { Dialect } from './rows.ts'
import { type Source, sampleBytes } from './source.ts'
import { type Profile, parseWatermark, settingsOf, type Watermark } from './watermark.ts'
import { WinnerCount, type Winners } from './winners.ts'

const batchItems = 2000

/** One file, its form and its columns: what every pass over it needs. */
export interface Reading {
  readonly config: HrCsvConfig
  readonly today: string
  readonly source: Source
  readonly dialect: Dialect
  readonly plan: Plan
}

/** Recognizes the file's form and binds the configuration to its header; throws `config` when they do not fit. */
export async function prepare(
  config: HrCsvConfig,
  context: Pick<ConnectorContext, 'today'>,
  source: Source,
): Promise<Reading> {
  const sample = await source.sample()
  if (sample.length === 0) throw emptyFile(source.name)
  const dialect = resolveDialect(config, sample)
  const { header } = sampleRows(dialect, sample, sample.length < sampleBytes)
  return { config, today: context.today, source, dialect, plan: planFor(config, header, source.name) }
}

/**
 * Everything the file says, as batches. A delta of a changed file is answered with all of it (`scope: 'full'`).
 * Throws `precondition` before the first batch when the file is implausible, has rejected rows under `reject-file`, or
 * changes while it is read.
 */
export async function* readFile(reading: Reading, request: ReadRequest): AsyncGenerator<Batch> {
  const { config, source } = reading
  const before = parseWatermark(request.watermark)
  if (request.mode === 'delta' && before && (await isUnchanged(reading, before))) {
    yield { items: [], watermark: request.watermark!, estimate: 0, complete: true, scope: 'delta' }
    return
  }
  const winners = await chooseRows(reading)
  const examined =
    before || config.onBadRow === 'reject-file' ? await examine(reading, winners, before) : undefined
  const scope = request.mode === 'delta' ? ({ scope: 'full' } as const) : {}
  const read = new Reader(reading, { winners })
  for await (const items of read.pages()) {
    yield { items, estimate: examined?.people ?? read.estimate, complete: false, ...scope }
  }
  if (examined && examined.sha256 !== read.sha256) throw changedWhileRead(source.name)
  yield {
    items: read.rest,
    watermark: JSON.stringify(watermarkOf(reading, read.sha256, read.pass.profile())),
    estimate: read.pass.people + read.pass.rejected,
    complete: true,
    notes: [...read.pass.notes(), ...futureNotes(reading, winners)],
    ...scope,
  }
}

/** All items of the file, page by page, for a look-up; judged by nothing. */
export async function* itemsOf(reading: Reading): AsyncGenerator<readonly ReadItem[]> {
  const read = new Reader(reading, { winners: await chooseRows(reading) })
  yield* read.pages()
  yield read.rest
}

/** A streaming pass that gathers items to pages. */
class Reader {
  readonly pass: PeoplePass
  estimate = 0
  sha256 = ''
  /** What was left when the file ended; the last page. */
  rest: ReadItem[] = []
  readonly #reading: Reading

  constructor(reading: Reading, options: PassOptions) {
    this.#reading = reading
    this.pass = new PeoplePass(reading.config, reading.plan, reading.source.name, checkFor(reading), options)
  }

  async *pages(): AsyncGenerator<readonly ReadItem[]> {
    const { source, dialect } = this.#reading
    const opened = await source.stat()
    const blocks = source.blocks(dialect, (sha256, bytes) => {
      this.sha256 = sha256
      if (bytes !== opened.size) throw changedWhileRead(source.name)
    })
    let seen = 0
    for await (const { block, bytes } of blocks) {
      this.pass.take(block, this.rest)
      seen += bytes
      if (this.rest.length < batchItems) continue
      this.estimate = Math.round(((this.pass.people + this.pass.rejected) * opened.size) / seen)
      const page = this.rest
      this.rest = []
      yield page
    }
    if ((await source.stat()).modified.getTime() !== opened.modified.getTime())
      throw changedWhileRead(source.name)
  }
}

/** The first of two passes over a file in which a person may have several rows. */
async function chooseRows(reading: Reading): Promise<Winners | undefined> {
  const { plan, source, dialect, config, today } = reading
  if (!plan.severalRows) return undefined
  const count = new WinnerCount(plan, checkFor(reading), today)
  for await (const { block } of source.blocks(dialect)) count.take(block)
  return count.finish(config.futureHires)
}

/** A pass that gives nothing out, so that a file can be refused before anything of it was staged. */
async function examine(
  reading: Reading,
  winners: Winners | undefined,
  before: Watermark | undefined,
): Promise<{ readonly sha256: string; readonly people: number }> {
  const { config, source } = reading
  const read = new Reader(reading, { winners, trial: true })
  let firstRejected: RejectedItem | undefined
  const look = (items: readonly ReadItem[]): void => {
    firstRejected ??= items.find((item) => item.kind === 'rejected')
  }
  for await (const items of read.pages()) look(items)
  look(read.rest)
  if (config.onBadRow === 'reject-file' && firstRejected) {
    throw badRows(source.name, firstRejected, read.pass.rejected)
  }
  if (before) {
    refuseImplausible(
      source.name,
      comparable(before, reading, read.pass.profile()),
      read.pass.profile(),
      config.plausibility,
    )
  }
  return { sha256: read.sha256, people: read.pass.people + read.pass.rejected }
}

/** After a change of settings, columns that are read no more say nothing about the file. */
function comparable(before: Watermark, reading: Reading, now: Profile): Profile {
  if (before.settings === settingsOf(reading.config)) return before.profile
  const empty = Object.entries(before.profile.empty).filter(([header]) => header in now.empty)
  return { ...before.profile, empty: Object.fromEntries(empty) }
}

async function isUnchanged(reading: Reading, before: Watermark): Promise<boolean> {
  if (before.settings !== settingsOf(reading.config)) return false
  if (reading.plan.severalRows && before.today !== reading.today) return false
  return before.sha256 === (await reading.source.sha256())
}

function watermarkOf(reading: Reading, sha256: string, profile: Profile): Watermark {
  const settings = settingsOf(reading.config)
  const day = reading.plan.severalRows ? { today: reading.today } : {}
  return { version: 1, sha256, settings, ...day, profile }
}

function checkFor({ plan, dialect, config }: Reading): RowCheck {
  return new RowCheck(plan, dialect, config.skipRowsMatching)
}

function futureNotes({ config, source, today }: Reading, winners: Winners | undefined): ReadNote[] {
  if (!winners || winners.future === 0) return []
  const skipped = config.futureHires === 'skip'
  return [
    {
      code: 'hr.future',
      where: source.name,
      text: `${winners.future} ${winners.future === 1 ? 'person has' : 'people have'} only rows after ${today} and ${winners.future === 1 ? 'was' : 'were'} ${skipped ? 'left out' : 'read with the first of them'}`,
      advice: skipped
        ? 'Nothing to do: they are read from the day their first row begins. Set futureHires to keep to prepare accounts earlier.'
        : 'Nothing to do, as long as a rule decides when their accounts are enabled. Set futureHires to skip to wait for the day.',
    },
  ]
}

function badRows(file: string, first: RejectedItem, count: number): ConnectorError {
  const others = count > 1 ? ` and ${count - 1} more rows` : ''
  return new ConnectorError(
    'precondition',
    `${file} was refused because of ${first.where}${others}: ${first.reason}`,
    { where: first.where, advice: `${first.advice} Or set onBadRow to reject-row to read the other rows.` },
  )
}

function changedWhileRead(file: string): ConnectorError {
  return new ConnectorError('precondition', `${file} changed while it was read`, {
    where: file,
    advice: 'Start the import again when the export has finished writing.',
  })
}

function emptyFile(file: string): ConnectorError {
  return new ConnectorError('precondition', `${file} is empty: it does not even have a header`, {
    where: file,
    advice:
      'Check the export. To remove everybody on purpose, write a file with the header only and raise plausibility.',
  })
}
