import Database from 'better-sqlite3'

/**
 * The floor of a full synchronization: reads every staged document, parses it, and writes the metaverse document and the planned document, as
 * text of the same size, in transactions of the same size, with the same journal. No rule, no join, no index, no hash.
 */
export function bareLoop(source: string, target: string): number {
  const from = new Database(source, { readonly: true })
  const to = new Database(target)
  to.pragma('journal_mode = WAL')
  to.pragma('synchronous = NORMAL')
  to.pragma('cache_size = -65536')
  to.pragma('wal_autocheckpoint = 16000')
  to.exec(
    'create table mv (id integer primary key, attributes text); create table plan (id integer primary key, new text)',
  )
  const page = from.prepare<[number], { id: number; observed: string }>(
    'select id, observed from cs_object where id > ? and observed is not null order by id limit 2000',
  )
  const mv = to.prepare('insert into mv (id, attributes) values (?, ?)')
  const plan = to.prepare('insert into plan (id, new) values (?, ?)')
  const started = performance.now()
  let after = 0
  for (;;) {
    const rows = page.all(after)
    if (rows.length === 0) break
    to.transaction(() => {
      for (const { id, observed } of rows) {
        const attributes = JSON.parse(observed) as Record<string, unknown>
        mv.run(id, JSON.stringify(attributes))
        plan.run(id, JSON.stringify({ attributes }))
      }
    })()
    after = (rows.at(-1) as { id: number }).id
  }
  const seconds = (performance.now() - started) / 1000
  from.close()
  to.close()
  return seconds
}
