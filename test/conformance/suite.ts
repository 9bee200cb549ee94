import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Capabilities, Connection, Connector, ConnectorContext } from '../../connectors/spi/connector.ts'
import type { Batch, ObjectItem, ReadItem } from '../../connectors/spi/entry.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { AttributeSchema, SystemSchema } from '../../connectors/spi/schema.ts'
import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { WriteRequest, WriteResult } from '../../connectors/spi/write.ts'

/** Chooses the seeded object a sample works on; the first that answers true is taken. */
export type Chooser = (object: ObjectItem) => boolean

/** What a connector's own test file tells the suite about one system. Samples that are absent skip their tests by name. */
export interface ConformanceHarness<Config = unknown> {
  readonly connector: Connector<Config>
  /** Known only after `start`, so it is asked before each test. */
  config(): Config
  readonly workspaceDir: string
  /** Values `context.secret` answers with; none may appear in an error or a log line. */
  readonly secrets?: Readonly<Record<string, string>>
  readonly today?: string
  /** Overrides the connector's flags where one configuration can do less. */
  readonly capabilities?: Partial<Capabilities>
  /** Starts the server or makes the folder; once. */
  start?(): Promise<void>
  stop?(): Promise<void>
  /** Puts the system back to its seed of at least three objects; before each test. */
  seed(): Promise<void>
  /** Configurations that must be refused, with the field the refusal has to name. */
  invalid(): readonly { readonly config: unknown; readonly field: string }[]
  /** Changes one object without the connector and says which. */
  changeOutside?(): Promise<{ readonly anchor: string; readonly attribute: string }>
  /** Removes one object without the connector and says which. */
  removeOutside?(): Promise<{ readonly anchor: string }>
  /** Makes the next read fail after it began, such as by a server that hangs up on the second page. */
  breakRead?(): Promise<void>
  /** A system large or slow enough for a read of several batches; the abort test uses it when given. */
  seedLarge?(): Promise<void>
  /** An add the seeded system accepts. */
  readonly add?: Extract<WriteRequest, { operation: 'add' }>
  /** An attribute of a seeded object that gets a new value; `clear` names one of its attributes that may go. */
  readonly update?: {
    readonly on: Chooser
    readonly attribute: string
    readonly value: Value
    readonly clear?: string
  }
  /** A reference attribute that may point from one seeded object to another, which it does not at first. */
  readonly reference?: {
    readonly on: Chooser
    readonly attribute: string
    readonly to: Chooser
    readonly single: boolean
  }
  readonly remove?: { readonly on: Chooser }
  /** A request the system refuses. Default: an update of an object that does not exist. */
  readonly refused?: WriteRequest
}

/** Everything a read gave. */
interface Read {
  readonly batches: readonly Batch[]
  readonly items: readonly ReadItem[]
  readonly objects: readonly ObjectItem[]
  readonly watermark: string | undefined
  readonly scope: 'full' | 'delta' | undefined
}

/** Runs the same promises over any connector: call it from `test/conformance/<connector>.test.ts`. */
export function connectorConformance<Config>(
  name: string,
  makeHarness: () => ConformanceHarness<Config>,
): void {
  describe(`${name}: connector conformance`, () => {
    const harness = makeHarness()
    const able: Capabilities = { ...harness.connector.capabilities, ...harness.capabilities }
    const witnessed: unknown[] = []
    const opened: Connection[] = []

    async function open(signal: AbortSignal = new AbortController().signal): Promise<Connection> {
      const connection = await harness.connector.open(harness.config(), contextOf(harness, witnessed, signal))
      opened.push(connection)
      return connection
    }

    beforeAll(async () => harness.start?.(), 60_000)
    beforeEach(async () => harness.seed(), 60_000)
    afterAll(async () => {
      for (const connection of opened) await connection.close()
      await harness.stop?.()
    }, 60_000)

    describe('configuration', () => {
      test('a wrong configuration is refused and the field is named', async () => {
        const cases = harness.invalid()
        expect(cases.length).toBeGreaterThan(0)
        for (const { config, field } of cases) {
          expect(await refusalOf(harness, config, witnessed), `refusal of ${field}`).toContain(field)
        }
      })

      test('the specification accepts the configuration and describes its top-level fields', () => {
        expect(harness.connector.configSpec.schema.safeParse(harness.config()).success).toBe(true)
        for (const field of Object.keys(harness.config() as object)) {
          expect(harness.connector.configSpec.fields[field]?.label, `label of ${field}`).toBeTruthy()
        }
      })

      test('check answers with titled results, all of them good on a healthy system', async () => {
        const results = await (await open()).check()
        expect(results.length).toBeGreaterThan(0)
        for (const result of results) {
          expect(result.title).toBeTruthy()
          expect(result.detail).toBeTruthy()
          expect(result, result.detail).toMatchObject({ ok: true })
        }
      })

      test('partitions have ids of their own', async () => {
        const ids = (await (await open()).partitions()).map((partition) => partition.id)
        expect(ids.length).toBeGreaterThan(0)
        expect(new Set(ids).size).toBe(ids.length)
      })
    })

    describe('full read', () => {
      test('every object fits the schema in plain JSON values', async () => {
        const connection = await open()
        const schema = await connection.schema()
        const { objects } = await readAll(connection)
        expect(objects.length).toBeGreaterThanOrEqual(3)
        expect(objects.flatMap((object) => misfits(object, schema, able.hierarchical))).toEqual([])
      })

      test('only objects and rejections come from a full read', async () => {
        const { items } = await readAll(await open())
        expect(items.filter((item) => item.kind === 'change' || item.kind === 'delete')).toEqual([])
      })

      test('anchors are unique, and the same in a second read', async () => {
        const first = (await readAll(await open())).objects.map((object) => object.anchor)
        const second = (await readAll(await open())).objects.map((object) => object.anchor)
        expect(new Set(first).size).toBe(first.length)
        expect(second.toSorted()).toEqual(first.toSorted())
      })

      test('complete is true on the last batch and on no other', async () => {
        const { batches } = await readAll(await open())
        expect(batches.map((batch) => batch.complete)).toEqual(
          batches.map((_, i) => i === batches.length - 1),
        )
      })

      test('an aborted read stops within a second and is never complete', async () => {
        await harness.seedLarge?.()
        const abort = new AbortController()
        const connection = await open(abort.signal)
        const batches = connection.read({ mode: 'full' })[Symbol.asyncIterator]()
        const before: Batch[] = []
        if (harness.seedLarge) before.push((await batches.next()).value as Batch)
        expect(before.some((batch) => batch.complete)).toBe(false)
        abort.abort()
        const started = performance.now()
        const after = await drain(batches, witnessed)
        expect(performance.now() - started).toBeLessThan(1000)
        expect(after.batches.some((batch) => batch.complete)).toBe(false)
      })

      test.skipIf(!harness.breakRead)(
        titled('a read that breaks throws a ConnectorError and is never complete', {
          'no way to break the system': !harness.breakRead,
        }),
        async () => {
          const connection = await open()
          await harness.breakRead!()
          const { batches, error } = await drain(
            connection.read({ mode: 'full' })[Symbol.asyncIterator](),
            witnessed,
          )
          expectConnectorError(error)
          expect(batches.some((batch) => batch.complete)).toBe(false)
        },
      )
    })

    describe('delta read', () => {
      test.skipIf(!able.delta)(
        titled('a full read ends with a watermark, and a delta from it is empty', {
          'the system has no delta': !able.delta,
        }),
        async () => {
          const connection = await open()
          const full = await readAll(connection)
          expect(full.watermark).toBeTruthy()
          const delta = await readAll(connection, full.watermark)
          expect(delta.items).toEqual([])
          expect(delta.batches.at(-1)?.complete).toBe(true)
          expect(delta.watermark).toBeTruthy()
        },
      )

      test.skipIf(!able.delta || !harness.changeOutside)(
        titled('a change made in the system is what the delta gives', {
          'the system has no delta': !able.delta,
          'nothing to change it with': !harness.changeOutside,
        }),
        async () => {
          const before = await readAll(await open())
          const changed = await harness.changeOutside!()
          const connection = await open()
          const delta = await readAll(connection, before.watermark)
          if (delta.scope === 'full') {
            const old = before.objects.find((object) => object.anchor === changed.anchor)
            const now = delta.objects.find((object) => object.anchor === changed.anchor)
            expect(held(now, changed.attribute)).not.toEqual(held(old, changed.attribute))
            expect(delta.objects.length).toBe(before.objects.length)
          } else {
            expect(delta.items.map((item) => (item.kind === 'rejected' ? item.where : item.anchor))).toEqual([
              changed.anchor,
            ])
          }
          expect((await readAll(connection, delta.watermark)).items).toEqual([])
        },
      )

      test.skipIf(!able.delta || !harness.removeOutside)(
        titled('an object removed in the system is missing from the delta or deleted by it', {
          'the system has no delta': !able.delta,
          'nothing to remove it with': !harness.removeOutside,
        }),
        async () => {
          const before = await readAll(await open())
          const { anchor } = await harness.removeOutside!()
          const delta = await readAll(await open(), before.watermark)
          if (delta.scope === 'full') {
            expect(delta.objects.length).toBe(before.objects.length - 1)
            expect(delta.objects.find((object) => object.anchor === anchor)).toBeUndefined()
          } else {
            expect(delta.items).toEqual([{ kind: 'delete', anchor }])
          }
        },
      )
    })

    describe('fetch', () => {
      test('answers in the order of the keys, and undefined for what is absent', async () => {
        const connection = await open()
        const [first, second] = (await readAll(connection)).objects
        const answers = await connection.fetch([
          { type: second!.type, anchor: second!.anchor },
          { type: first!.type, anchor: await absentAnchor(connection) },
          { type: first!.type, anchor: first!.anchor },
        ])
        expect(answers.map((answer) => answer?.anchor)).toEqual([second!.anchor, undefined, first!.anchor])
        expect(answers[2]?.attributes).toEqual(first!.attributes)
      })

      test('no keys, no answers', async () => {
        expect(await (await open()).fetch([])).toEqual([])
      })
    })

    describe('write', () => {
      const shown = (needs: Record<string, boolean>) => ({
        'the system is not written': !able.write,
        'writes are not read back': !able.confirmByRead,
        ...needs,
      })

      test.skipIf(!able.write || !harness.update)(
        titled('there is one result for each request, with its id', {
          'the system is not written': !able.write,
          'no sample update': !harness.update,
        }),
        async () => {
          const connection = await open()
          const { on, attribute, value } = harness.update!
          const object = await chosen(connection, on)
          const requests = [updateOf('one', object, attribute, value), await refusedBy(connection, 'two')]
          const results = await writeAll(connection, requests)
          expect(results.map((result) => result.id).toSorted()).toEqual(['one', 'two'])
          expect(results.find((result) => result.id === 'one')).toMatchObject({ ok: true })
        },
      )

      test.skipIf(!able.write)(
        titled('a refusal is a ConnectorError with a kind and advice', {
          'the system is not written': !able.write,
        }),
        async () => {
          const connection = await open()
          const [result] = await writeAll(connection, [await refusedBy(connection, 'refused')])
          expect(result).toMatchObject({ id: 'refused', ok: false })
          if (result && !result.ok) {
            witnessed.push(result.error)
            expectConnectorError(result.error)
          }
        },
      )

      const addSkips = shown({ 'no sample add': !harness.add })
      test.skipIf(any(addSkips))(
        titled('an add answers with an anchor by which the object is fetched', addSkips),
        async () => {
          const connection = await open()
          const add = harness.add!
          const [result] = await writeAll(connection, [add])
          expect(result, explain(result)).toMatchObject({ ok: true, anchor: expect.any(String) })
          const anchor = (result as { anchor: string }).anchor
          const [object] = await connection.fetch([{ type: add.type, anchor }])
          expect(object).toMatchObject({
            type: add.type,
            anchor,
            attributes: readable(add.attributes, object),
          })
        },
      )

      const updateSkips = shown({ 'no sample update': !harness.update })
      test.skipIf(any(updateSkips))(titled('an update replaces the old value', updateSkips), async () => {
        const connection = await open()
        const { on, attribute, value } = harness.update!
        const object = await chosen(connection, on)
        expect(object.attributes[attribute]).not.toEqual(value)
        await written(connection, updateOf('update', object, attribute, value))
        expect((await again(connection, object)).attributes[attribute]).toEqual(value)
      })

      const clearSkips = shown({ 'no sample of clearing': !harness.update?.clear })
      test.skipIf(any(clearSkips))(
        titled('an update without a new value clears it', clearSkips),
        async () => {
          const connection = await open()
          const attribute = harness.update!.clear!
          const object = await chosen(connection, harness.update!.on)
          expect(object.attributes).toHaveProperty([attribute])
          await written(connection, updateOf('clear', object, attribute, undefined))
          expect((await again(connection, object)).attributes).not.toHaveProperty([attribute])
        },
      )

      const referenceSkips = shown({ 'no sample reference': !harness.reference })
      test.skipIf(any(referenceSkips))(
        titled('a reference is added and removed', referenceSkips),
        async () => {
          const connection = await open()
          const { on, to, attribute, single } = harness.reference!
          const object = await chosen(connection, on)
          const target = await chosen(connection, to)
          const key = able.referenceKey === 'dn' ? target.dn! : target.anchor
          const change = (id: string, add: readonly string[], remove: readonly string[]): WriteRequest => ({
            ...updateOf(id, object),
            references: [{ attribute, add, remove, single }],
          })
          await written(connection, change('add', [key], []))
          const after = (await again(connection, object)).references?.[attribute]
          expect(after).toContain(key)
          if (single) expect(after).toEqual([key])
          await written(connection, change('remove', [], [key]))
          expect((await again(connection, object)).references?.[attribute] ?? []).not.toContain(key)
        },
      )

      const deleteSkips = { 'the system deletes nothing': !able.delete, 'no sample delete': !harness.remove }
      test.skipIf(any(deleteSkips))(
        titled('a deleted object is not fetched any more', deleteSkips),
        async () => {
          const connection = await open()
          const object = await chosen(connection, harness.remove!.on)
          const { type, anchor, dn } = object
          await written(connection, { id: 'd', operation: 'delete', type, anchor, ...(dn ? { dn } : {}) })
          expect(await connection.fetch([{ type, anchor }])).toEqual([undefined])
        },
      )

      async function refusedBy(connection: Connection, id: string): Promise<WriteRequest> {
        if (harness.refused) return { ...harness.refused, id }
        const [object] = (await readAll(connection)).objects
        const attribute = harness.update?.attribute ?? Object.keys(object!.attributes)[0]!
        const absent = { ...object!, anchor: await absentAnchor(connection) }
        const dn = absent.dn === undefined ? {} : { dn: `CN=No Such Object,${absent.dn}` }
        return updateOf(id, { ...absent, ...dn }, attribute, harness.update?.value ?? 'x')
      }
    })

    test.skipIf(Object.keys(harness.secrets ?? {}).length === 0)(
      titled('no secret is in what was thrown, answered or logged', {
        'the system has no secrets': Object.keys(harness.secrets ?? {}).length === 0,
      }),
      async () => {
        await harness.breakRead?.()
        await drain((await open()).read({ mode: 'full' })[Symbol.asyncIterator](), witnessed)
        const said = witnessed.map(transcript).join('\n')
        for (const [field, secret] of Object.entries(harness.secrets ?? {})) {
          expect(said.includes(secret), `the secret ${field} was said`).toBe(false)
        }
      },
    )
  })
}

/** The test's name, and why it is skipped when it is. */
function titled(name: string, reasons: Readonly<Record<string, boolean>>): string {
  const why = Object.keys(reasons).filter((reason) => reasons[reason])
  return why.length === 0 ? name : `${name} (skipped: ${why.join(', ')})`
}

function any(reasons: Readonly<Record<string, boolean>>): boolean {
  return Object.values(reasons).some(Boolean)
}

function contextOf(
  harness: Surroundings,
  witnessed: unknown[],
  signal: AbortSignal = new AbortController().signal,
): ConnectorContext {
  return {
    system: 'conformance',
    workspaceDir: harness.workspaceDir,
    today: harness.today ?? '2026-03-10',
    signal,
    secret: (field) => harness.secrets?.[field],
    log: (message, details) => void witnessed.push({ message, details }),
  }
}

type Surroundings = Pick<ConformanceHarness, 'workspaceDir' | 'secrets' | 'today'>

/** The words of the refusal, by the schema or by `open`; throws when nothing refuses. */
async function refusalOf<Config>(
  harness: ConformanceHarness<Config>,
  config: unknown,
  witnessed: unknown[],
): Promise<string> {
  const parsed = harness.connector.configSpec.schema.safeParse(config)
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')
  }
  try {
    await (await harness.connector.open(parsed.data, contextOf(harness, witnessed))).close()
  } catch (error) {
    witnessed.push(error)
    expectConnectorError(error)
    expect((error as ConnectorError).kind).toBe('config')
    return (error as ConnectorError).message
  }
  throw new Error(`the configuration ${JSON.stringify(config)} was accepted`)
}

async function readAll(connection: Connection, watermark?: string): Promise<Read> {
  const request =
    watermark === undefined ? ({ mode: 'full' } as const) : ({ mode: 'delta', watermark } as const)
  const batches: Batch[] = []
  for await (const batch of connection.read(request)) batches.push(batch)
  const items = batches.flatMap((batch) => batch.items)
  return {
    batches,
    items,
    objects: items.filter((item) => item.kind === 'object'),
    watermark: batches.at(-1)?.watermark,
    scope: batches.find((batch) => batch.scope)?.scope,
  }
}

/** Reads on to the end or the error; the error is kept among what was witnessed. */
async function drain(
  iterator: AsyncIterator<Batch>,
  witnessed: unknown[],
): Promise<{ batches: readonly Batch[]; error: unknown }> {
  const batches: Batch[] = []
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) batches.push(next.value)
    return { batches, error: undefined }
  } catch (error) {
    witnessed.push(error)
    expectConnectorError(error)
    return { batches, error }
  }
}

async function writeAll(connection: Connection, requests: readonly WriteRequest[]): Promise<WriteResult[]> {
  const results: WriteResult[] = []
  for await (const result of connection.write(requests)) results.push(result)
  expect(results.length).toBe(requests.length)
  return results
}

async function written(connection: Connection, request: WriteRequest): Promise<void> {
  const [result] = await writeAll(connection, [request])
  expect(result, explain(result)).toMatchObject({ id: request.id, ok: true })
}

async function chosen(connection: Connection, pick: Chooser): Promise<ObjectItem> {
  const object = (await readAll(connection)).objects.find(pick)
  if (!object) throw new Error('the seed has no object the sample picks')
  return object
}

async function again(connection: Connection, object: ObjectItem): Promise<ObjectItem> {
  const [answer] = await connection.fetch([{ type: object.type, anchor: object.anchor }])
  if (!answer) throw new Error(`${object.anchor} is not there any more`)
  return answer
}

/** An anchor of the system's own shape that no object has: a real one with its digits turned. */
async function absentAnchor(connection: Connection): Promise<string> {
  const anchors = new Set((await readAll(connection)).objects.map((object) => object.anchor))
  const [sample] = anchors
  for (let turn = 1; turn < 10; turn++) {
    const turned = sample!.replace(/\d/g, (digit) => String((Number(digit) + turn) % 10))
    if (!anchors.has(turned)) return turned
  }
  return `${sample}9`
}

function updateOf(
  id: string,
  object: ObjectItem,
  attribute?: string,
  value?: Value,
): Extract<WriteRequest, { operation: 'update' }> {
  const old = attribute === undefined ? undefined : object.attributes[attribute]
  return {
    id,
    operation: 'update',
    type: object.type,
    anchor: object.anchor,
    ...(object.dn === undefined ? {} : { dn: object.dn }),
    attributes:
      attribute === undefined
        ? []
        : [
            {
              attribute,
              ...(old === undefined ? {} : { old }),
              ...(value === undefined ? {} : { new: value }),
            },
          ],
    references: [],
  }
}

function held(object: ObjectItem | undefined, attribute: string): unknown {
  return object?.attributes[attribute] ?? object?.references?.[attribute]
}

/** What an add sent, without what the system never shows again, such as a password. */
function readable(sent: ObjectItem['attributes'], object: ObjectItem | undefined): ObjectItem['attributes'] {
  const hidden = ['password', 'unicodePwd', 'userPassword']
  return Object.fromEntries(Object.entries(sent).filter(([name]) => object && !hidden.includes(name)))
}

function expectConnectorError(error: unknown): void {
  expect(error, String((error as Error | undefined)?.stack ?? error)).toBeInstanceOf(ConnectorError)
  const { kind, message, advice } = error as ConnectorError
  expect(kind).toBeTruthy()
  expect(message).toBeTruthy()
  expect(advice).toBeTruthy()
}

function explain(result: WriteResult | undefined): string {
  return result && !result.ok ? `${result.error.kind}: ${result.error.message}` : 'a result'
}

/** Everything an error or a log line could carry to a reader, causes included. */
function transcript(said: unknown): string {
  if (!(said instanceof Error)) return JSON.stringify(said) ?? ''
  const own = Object.entries(said).map(([key, value]) => `${key}: ${transcript(value)}`)
  return [said.message, said.stack ?? '', ...own, said.cause ? transcript(said.cause) : ''].join('\n')
}

/** Every way in which an object is not what the schema and the value rules promise. */
function misfits(object: ObjectItem, schema: SystemSchema, hierarchical: boolean): string[] {
  const type = schema.types.find((candidate) => candidate.type === object.type)
  if (!type) return [`${object.anchor}: the schema has no type ${object.type}`]
  const found: string[] = []
  if (object.anchor === '') found.push('an empty anchor')
  if ((object.dn !== undefined) !== hierarchical) found.push(`${object.anchor}: dn is ${object.dn}`)
  for (const [name, value] of Object.entries(object.attributes)) {
    const why = misfit(value, type.attributes[name])
    if (why) found.push(`${object.anchor}: ${name} = ${JSON.stringify(value)} ${why}`)
  }
  for (const [name, keys] of Object.entries(object.references ?? {})) {
    if (type.attributes[name]?.type !== 'reference') found.push(`${object.anchor}: ${name} is no reference`)
    if (keys.length === 0) found.push(`${object.anchor}: ${name} is an empty list`)
    if (keys.length > 1 && !type.attributes[name]?.multi) found.push(`${object.anchor}: ${name} is single`)
  }
  return found
}

function misfit(value: Value, schema: AttributeSchema | undefined): string | undefined {
  if (schema === undefined) return 'is not in the schema'
  if (Array.isArray(value)) {
    if (!schema.multi) return 'is a list, the schema says single'
    if (value.length === 0) return 'is an empty list'
    return value.map((scalar) => scalarMisfit(scalar, schema)).find((why) => why !== undefined)
  }
  return scalarMisfit(value as Scalar, schema)
}

function scalarMisfit(value: Scalar, schema: AttributeSchema): string | undefined {
  if (value === null || value === undefined || value === '') return 'stands for no value'
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is not a boolean'
    case 'integer':
      return Number.isSafeInteger(value) || /^-?\d+$/.test(String(value)) ? undefined : 'is not an integer'
    case 'date':
      return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(String(value))
        ? undefined
        : 'is not an ISO 8601 date'
    case 'binary':
      return /^[A-Za-z0-9+/]+={0,2}$/.test(String(value)) ? undefined : 'is not base64'
    default:
      return typeof value === 'string' ? undefined : 'is not a string'
  }
}
