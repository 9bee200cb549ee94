import { describe, expect, test } from 'vitest'
import { exportFile } from './export-file.ts'

const people = (from: number, to: number, mail: (at: number) => string = (at) => `p${at}@x`): string =>
  `id,mail\n${Array.from({ length: to - from }, (_, at) => `${from + at},${mail(from + at)}`).join('\n')}\n`

async function second(content: string, settings: Readonly<Record<string, unknown>> = {}) {
  const file = await exportFile(people(0, 1000), settings)
  const { watermark } = await file.read()
  await file.save(content)
  return file.read({ mode: 'full', watermark })
}

describe('a file that is far from the last import', () => {
  test('with too few people is refused with the numbers', async () => {
    await expect(second(people(0, 400))).rejects.toMatchObject({
      kind: 'precondition',
      where: 'hr.csv',
      message: expect.stringContaining('1000 people then, 400 now: 60 % fewer (rowCount allows 20 %)'),
    })
  })

  test('with other keys is refused', async () => {
    await expect(second(people(700, 1700))).rejects.toThrow(
      /about [23]\d(\.\d)? % of the keys .* asks for 80 %/,
    )
  })

  test('with a column that emptied is refused', async () => {
    const half = (at: number): string => (at % 2 ? '' : 'x')
    await expect(second(people(0, 1000, half))).rejects.toThrow(/column mail was empty in 0 % .* 50 % now/)
  })

  test('without a column it had is refused', async () => {
    const ids = Array.from({ length: 1000 }, (_, at) => `${at},x`).join('\n')
    await expect(second(`id,phone\n${ids}\n`)).rejects.toThrow(/column mail .* the column is gone/)
  })

  test('with a header only is refused even when few people were there', async () => {
    const file = await exportFile(people(0, 2))
    const { watermark } = await file.read()
    await file.save('id,mail\n')
    await expect(file.read({ mode: 'full', watermark })).rejects.toThrow(/2 people then, 0 now/)
    await expect(file.read({ mode: 'delta', watermark })).rejects.toThrow(/2 people then, 0 now/)
  })

  test('gives nothing out before it is refused', async () => {
    const file = await exportFile(people(0, 20_000))
    const { watermark } = await file.read()
    await file.save(people(0, 10_000))
    const iterator = file.connection.read({ mode: 'full', watermark })[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toMatchObject({ kind: 'precondition' })
  })
})

describe('a file that is near enough', () => {
  test('is read', async () => {
    expect((await second(people(100, 1050))).objects.length).toBe(950)
  })

  test('is what the limits say', async () => {
    const limits = { plausibility: { rowCount: 70, keys: 30 } }
    expect((await second(people(0, 400), limits)).objects.length).toBe(400)
    expect((await second(people(0, 10), { plausibility: false })).objects.length).toBe(10)
  })

  test('may lose a few people however small it is', async () => {
    const file = await exportFile(people(0, 6))
    const { watermark } = await file.read()
    await file.save(people(0, 3))
    expect((await file.read({ mode: 'full', watermark })).objects.length).toBe(3)
  })
})
