import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { ConnectorError } from '../spi/error.ts'
import type { SystemSchema } from '../spi/schema.ts'

/** Marks a SQLite file as a twin: "JTWN". */
const applicationId = 0x4a54574e
const formatVersion = 1

const layout = `
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE object (
    id INTEGER PRIMARY KEY,
    anchor TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    dn TEXT NOT NULL,
    dn_key TEXT NOT NULL UNIQUE,
    parent_key TEXT NOT NULL,
    attributes TEXT NOT NULL,
    usn INTEGER NOT NULL UNIQUE
  );
  CREATE INDEX object_parent ON object (parent_key);
  CREATE TABLE link (
    source INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,
    attribute TEXT NOT NULL,
    target INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,
    PRIMARY KEY (source, attribute, target)
  ) WITHOUT ROWID;
  CREATE INDEX link_target ON link (target);
  CREATE TABLE taken (
    type TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,
    PRIMARY KEY (type, attribute, value)
  ) WITHOUT ROWID;
  CREATE INDEX taken_object ON taken (object);
  CREATE TABLE tombstone (usn INTEGER PRIMARY KEY, anchor TEXT NOT NULL, dn_key TEXT NOT NULL);
  CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    operation TEXT NOT NULL,
    anchor TEXT NOT NULL,
    request TEXT NOT NULL,
    before TEXT,
    after TEXT
  );
`

/** What a twin knows of the system it stands for. */
export interface TwinSettings {
  readonly schema: SystemSchema
  /** Naming contexts: objects may live directly below them although they are not objects themselves. */
  readonly roots: readonly string[]
  /** Milliseconds each write request takes, to stand for a slow system. */
  readonly latency: number
  /** Changes when the twin is made anew, so that an old watermark is recognised. */
  readonly incarnation: string
}

function tune(db: Database.Database): Database.Database {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 5000')
  return db
}

/** Makes an empty twin; the file must not exist. */
export function makeFile(path: string, settings: TwinSettings): Database.Database {
  if (existsSync(path)) {
    throw new ConnectorError('config', `There is a file at ${path} already`, {
      advice: 'Remove it, or choose another name for the twin.',
      where: path,
    })
  }
  const db = tune(new Database(path))
  db.transaction(() => {
    db.exec(layout)
    const insert = db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)')
    for (const [name, value] of Object.entries({ ...settings, usn: 0 }))
      insert.run(name, JSON.stringify(value))
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${formatVersion}`)
  })()
  return db
}

/** Opens a twin. Throws ConnectorError `config` when there is none or the file is something else. */
export function openFile(path: string): Database.Database {
  const refuse = (why: string, advice: string, cause?: unknown) =>
    new ConnectorError('config', `file: ${path} ${why}`, { advice, where: path, cause })
  if (!existsSync(path)) throw refuse('does not exist', 'Correct "file", or create the twin first.')
  const db = new Database(path, { fileMustExist: true })
  try {
    const id = db.pragma('application_id', { simple: true })
    const version = db.pragma('user_version', { simple: true })
    if (id !== applicationId) throw refuse('is not a twin', 'Name a file that was made as a twin.')
    if (version !== formatVersion) {
      throw refuse(
        `has format ${version}, expected ${formatVersion}`,
        'Use the version of Joinery that made it.',
      )
    }
    return tune(db)
  } catch (error) {
    db.close()
    if (error instanceof ConnectorError) throw error
    throw refuse('is not a twin', 'Name a file that was made as a twin.', error)
  }
}

export function readSettings(db: Database.Database): TwinSettings {
  const rows = db.prepare('SELECT name, value FROM setting').all() as { name: string; value: string }[]
  const { usn: _, ...settings } = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)]))
  return settings as TwinSettings
}

/** The number of the last change; every change of an object takes the next one. */
export function highestUsn(db: Database.Database): number {
  const row = db.prepare("SELECT value FROM setting WHERE name = 'usn'").get() as { value: string }
  return Number(row.value)
}
