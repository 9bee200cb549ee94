import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { openReader, openWriter } from '../../../main/store/database.ts'
import { StoreError } from '../../../main/store/store-error.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { chain } = vi.hoisted(() => ({ chain: [] as string[] }))

vi.mock('../../../main/store/migrations/migrations.ts', async (original) => {
  const { migrations } = (await original()) as { migrations: readonly string[] }
  chain.push(...migrations)
  return { migrations: chain }
})

/** Lets the program know more migrations than were released, for the time of a check. */
function withMigrations<T>(more: readonly string[], check: () => T): T {
  const released = chain.length
  chain.push(...more)
  try {
    return check()
  } finally {
    chain.length = released
  }
}

const version = (path: string): number => {
  const db = new Database(path, { readonly: true })
  const found = db.pragma('user_version', { simple: true }) as number
  db.close()
  return found
}

function failure(open: () => unknown): Error {
  try {
    open()
  } catch (error) {
    return error as Error
  }
  throw new Error('it was opened')
}

describe('opening the database', () => {
  test('a new file has the schema of the last migration and no backup', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    openWriter(path).close()
    expect(version(path)).toBe(chain.length)
    expect(existsSync(`${path}.before-1`)).toBe(false)
  })

  test('every migration leads from the one before to its own version', () => {
    for (let known = 1; known <= chain.length; known++) {
      const path = join(temporaryFolder(), 'joinery.db')
      const later = chain.splice(known)
      openWriter(path).close()
      chain.push(...later)
      expect(version(path)).toBe(known)
      openWriter(path).close()
      expect(version(path)).toBe(chain.length)
    }
  })

  test('what it holds is what an export of a workspace needs, and stays as it is when it is opened again', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    const db = openWriter(path)
    const tables = (): unknown => db.prepare(`select name, sql from sqlite_master order by name`).all()
    const first = tables()
    db.prepare(`insert into setting values ('colour', 'green')`).run()
    db.close()
    const again = openWriter(path)
    expect(again.prepare('select name, sql from sqlite_master order by name').all()).toEqual(first)
    expect(again.prepare('select value from setting').all()).toEqual([{ value: 'green' }])
    again.close()
  })

  test('before an older file is migrated, a copy of it is made that still opens', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    const released = chain.length
    const old = openWriter(path)
    old.prepare(`insert into setting values ('colour', 'green')`).run()
    old.close()
    withMigrations(
      [`insert into setting values ('migrated', 'yes'); delete from setting where name = 'colour'`],
      () => {
        openWriter(path).close()
      },
    )
    expect(version(path)).toBe(released + 1)
    const backup = `${path}.before-${released + 1}`
    expect(version(backup)).toBe(released)
    const copy = new Database(backup, { readonly: true })
    expect(copy.prepare('select name, value from setting').all()).toEqual([
      { name: 'colour', value: 'green' },
    ])
    copy.close()
    const reader = openReader(path)
    expect(reader.prepare('select name from setting').all()).toEqual([{ name: 'migrated' }])
    reader.close()
  })

  test('a migration that fails leaves the file at the version it had', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    const released = chain.length
    openWriter(path).close()
    withMigrations(['create table first (x); create table half (x); insert into nowhere values (1)'], () => {
      expect(failure(() => openWriter(path)).message).toContain('nowhere')
    })
    expect(version(path)).toBe(released)
    const db = openWriter(path)
    expect(db.prepare(`select name from sqlite_master where name in ('first', 'half')`).all()).toEqual([])
    db.close()
  })

  test('a file of a newer program is refused, and not touched', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    const db = openWriter(path)
    db.pragma(`user_version = ${chain.length + 1}`)
    db.close()
    const before = readFileSync(path)
    const error = failure(() => openWriter(path)) as StoreError
    expect(error).toBeInstanceOf(StoreError)
    expect(error.code).toBe('store-newer')
    expect(error.message).toContain(`database version ${chain.length + 1}, this one knows ${chain.length}`)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test.each([
    ['is no database at all', (path: string) => writeFileSync(path, 'name;mail\n'.repeat(500))],
    [
      'has lost pages in its middle',
      (path: string) => {
        openWriter(path).close()
        const bytes = readFileSync(path)
        writeFileSync(path, bytes.fill(0xab, 100, bytes.length))
      },
    ],
  ])('a file that %s is called damaged', (_, damage) => {
    const path = join(temporaryFolder(), 'joinery.db')
    damage(path)
    const error = failure(() => openWriter(path)) as StoreError
    expect(error).toBeInstanceOf(StoreError)
    expect(error.code).toBe('store-damaged')
    expect(error.message).toContain(path)
    expect(error.advice).toContain('backup')
  })
})
