import type { Change, ChangePattern } from '../../../preload/contract/changes.ts'
import type { Session, SessionSummary } from '../../../preload/contract/session.ts'
import type { OperationCounts, StepName, StepState, WireValue } from '../../../preload/contract/words.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'

/** Contoso on Tuesday 10 March 2026, in the middle of its 47th session. */
export const today = new Date(2026, 2, 10, 8, 15, 0).getTime()
export const started = new Date(2026, 2, 10, 8, 2, 0).getTime()

const none: OperationCounts = { add: 0, update: 0, move: 0, disable: 0, delete: 0 }
const names = [
  'Jürgen Großmann',
  'Anneliese Brückner',
  'Sören Østergaard',
  'Katarzyna Wójcik',
  'Zoë Lefèvre',
  'Łukasz Dąbrowski',
  'İpek Yıldız',
  'Ines Grünwald',
  'Paul Schäfer',
  'Li Wei',
  'Ángel Ibáñez',
  'Núria Pujol',
  'Olaf Brandt',
  '山田 太郎',
  'Ольга Петрова',
]

interface PatternSpec extends Pick<ChangePattern, 'system' | 'operation' | 'attribute' | 'rule' | 'risk'> {
  count: number
  pairs: readonly (readonly [WireValue, WireValue])[]
  source: Change['source']
  decision: Change['decision']
  undecided?: number
}

const hr = (attribute: string) => ({ system: 'hr', attribute })
const dn = (ou: string) => `OU=Sales,OU=${ou}`
const person = 'Out to AD – Person'
const leaver = 'Out to AD – Leaver'

/** The patterns of the plan, most telling first. */
const specs: readonly PatternSpec[] = [
  {
    system: 'ad',
    operation: 'update',
    attribute: 'department',
    rule: person,
    risk: 'medium',
    count: 214,
    pairs: [['Sales', 'Sales EMEA']],
    source: hr('org_unit'),
    decision: 'undecided',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'title',
    rule: person,
    risk: 'low',
    count: 64,
    pairs: [
      ['Account Manager', 'Senior Account Manager'],
      ['Lead Inside Sales', 'Head of Inside Sales'],
      ['Sales Manager DACH', 'Sales Manager EMEA'],
    ],
    source: hr('job_title'),
    decision: 'approved',
    undecided: 54,
  },
  {
    system: 'ad',
    operation: 'disable',
    attribute: 'userAccountControl',
    rule: leaver,
    risk: 'high',
    count: 31,
    pairs: [[512, 514]],
    source: hr('status'),
    decision: 'undecided',
  },
  {
    system: 'ad',
    operation: 'move',
    attribute: null,
    rule: person,
    risk: 'medium',
    count: 22,
    pairs: [[dn('Berlin'), dn('Munich')]],
    source: hr('location'),
    decision: 'undecided',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'manager',
    rule: person,
    risk: 'low',
    count: 97,
    pairs: [
      ['H. Weiß', 'S. Østergaard'],
      ['A. Nowak', 'M. Lindqvist'],
      [null, 'T. Dvořák'],
    ],
    source: hr('manager_id'),
    decision: 'undecided',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'member',
    rule: 'Out to AD – Groups',
    risk: 'high',
    count: 78,
    pairs: [[['a', 'b'], ['a']]],
    source: null,
    decision: 'held',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'telephoneNumber',
    rule: person,
    risk: 'low',
    count: 388,
    pairs: [['089 4176 2290', '+49 89 4176 2290']],
    source: hr('phone'),
    decision: 'approved',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'physicalDeliveryOfficeName',
    rule: person,
    risk: 'low',
    count: 161,
    pairs: [['München', 'München HQ']],
    source: hr('location'),
    decision: 'approved',
  },
  {
    system: 'sn',
    operation: 'add',
    attribute: null,
    rule: 'Out to ServiceNow',
    risk: 'low',
    count: 58,
    pairs: [[null, null]],
    source: hr('job_title'),
    decision: 'approved',
  },
  {
    system: 'sn',
    operation: 'update',
    attribute: 'costCenter',
    rule: 'Out to ServiceNow',
    risk: 'low',
    count: 138,
    pairs: [[null, 'CC-4410']],
    source: hr('cost_center'),
    decision: 'approved',
  },
  {
    system: 'ad',
    operation: 'update',
    attribute: 'mobile',
    rule: person,
    risk: 'low',
    count: 12,
    pairs: [['+49 171 5550 137', null]],
    source: hr('mobile'),
    decision: 'undecided',
  },
  {
    system: 'ad',
    operation: 'delete',
    attribute: null,
    rule: leaver,
    risk: 'high',
    count: 3,
    pairs: [[null, null]],
    source: null,
    decision: 'rejected',
  },
]

export interface FixturePlan {
  patterns: ChangePattern[]
  changes: Change[]
  /** Pattern of each change, by its id. */
  patternOf: Map<number, string>
}

/** The plan of the session; `times` repeats every pattern's objects, for a list of hundreds of thousands. */
export function createPlan(times = 1): FixturePlan {
  const changes: Change[] = []
  const patternOf = new Map<number, string>()
  const patterns = specs.map((spec, p): ChangePattern => {
    const count = spec.count * times
    const pattern = `p${p}`
    for (let i = 0; i < count; i++) {
      const id = changes.length + 1
      patternOf.set(id, pattern)
      changes.push(createChange(spec, id, i))
    }
    const single = spec.pairs.length === 1 && spec.attribute !== 'member' ? spec.pairs[0] : undefined
    return {
      pattern,
      system: spec.system,
      operation: spec.operation,
      attribute: spec.attribute,
      old: single?.[0] ?? null,
      new: single?.[1] ?? null,
      values: single ? 1 : spec.pairs.length * 13,
      count,
      rule: spec.rule,
      risk: spec.risk,
      decision: spec.decision,
      undecided: 0,
    }
  })
  return { patterns, changes, patternOf }
}

function createChange(spec: PatternSpec, id: number, i: number): Change {
  const name = `${names[(id * 7 + i) % names.length]}${i >= names.length ? ` ${i}` : ''}`
  const [before, after] = spec.pairs[i % spec.pairs.length] as readonly [WireValue, WireValue]
  const isMember = spec.attribute === 'member'
  return {
    id,
    hash: id.toString(16).padStart(16, '0'),
    system: spec.system,
    object: 10_000 + id,
    name: id === 1 ? 'Jürgen Großmann' : name,
    key: `CN=${(id === 1 ? 'Jürgen Großmann' : name).replace(/(\S+) (\S+).*/, '$2\\, $1')},OU=Sales,OU=Munich,DC=corp,DC=contoso,DC=com`,
    operation: spec.operation,
    attribute: spec.attribute,
    old: before,
    new: after,
    added: isMember ? 0 : null,
    removed: isMember ? 1 : null,
    rule: spec.rule,
    source: i % 4 === 3 && spec.source ? { system: 'co', attribute: 'cost_unit' } : spec.source,
    risk: i === 2 ? 'high' : 'low',
    decision: spec.undecided !== undefined && i < spec.undecided ? 'undecided' : spec.decision,
    state: 'planned',
    returned: null,
    reason: null,
    protected: null,
    twoPeople: null,
  }
}

const configuration = (file: string) => [
  { label: 'File', value: file },
  { label: 'Encoding', value: 'UTF-8' },
  { label: 'Delimiter', value: ';' },
]

interface Shape {
  objects: number
  joined: number
  waiting: number
  read: readonly [
    read: number,
    unchanged: number,
    adds: number,
    updates: number,
    deletes: number,
    rejected: number,
  ]
  pending: OperationCounts
}

const shapes: Record<string, Shape> = {
  hr: { objects: 1000, joined: 1000, waiting: 0, read: [1000, 564, 34, 402, 0, 3], pending: none },
  co: { objects: 120, joined: 120, waiting: 0, read: [120, 86, 8, 26, 4, 0], pending: none },
  ad: {
    objects: 1050,
    joined: 1024,
    waiting: 12,
    read: [1050, 1031, 4, 13, 2, 0],
    pending: { add: 42, update: 959, move: 22, disable: 31, delete: 3 },
  },
  sn: {
    objects: 300,
    joined: 291,
    waiting: 9,
    read: [300, 292, 0, 7, 1, 0],
    pending: { add: 58, update: 138, move: 0, disable: 12, delete: 0 },
  },
}

const tiles = [
  {
    name: 'hr',
    title: 'HR employees',
    letters: 'HR',
    hue: 1,
    connector: 'hr-csv',
    connectorTitle: 'HR file (CSV)',
  },
  {
    name: 'co',
    title: 'HR contractors',
    letters: 'CO',
    hue: 2,
    connector: 'hr-csv',
    connectorTitle: 'HR file (CSV)',
  },
  {
    name: 'ad',
    title: 'Active Directory',
    letters: 'AD',
    hue: 3,
    connector: 'twin',
    connectorTitle: 'Directory twin',
  },
  {
    name: 'sn',
    title: 'ServiceNow',
    letters: 'SN',
    hue: 4,
    connector: 'scim',
    connectorTitle: 'SCIM application',
  },
] as const

function statisticsOf(name: string) {
  const [read, unchanged, adds, updates, deletes, rejected] = (shapes[name] as Shape).read
  return { read, unchanged, adds, updates, renames: 0, deletes, rejected }
}

export const systems: SystemStatus[] = tiles.map((tile, i) => {
  const shape = shapes[tile.name] as Shape
  return {
    ...tile,
    source: i < 2,
    target: i >= 2,
    objects: shape.objects,
    joined: shape.joined,
    disconnectors: Math.max(0, shape.waiting - 4),
    filtered: i === 2 ? 14 : 0,
    ambiguous: Math.min(4, shape.waiting),
    placeholders: i === 2 ? 3 : 0,
    pending: shape.pending,
    approved: i < 2 ? 0 : i === 2 ? 1054 : 208,
    unconfirmed: 0,
    lastImport: {
      run: i + 1,
      at: started + i * 4000,
      mode: 'full',
      complete: true,
      statistics: statisticsOf(tile.name),
    },
    configuration:
      i < 2
        ? configuration(i === 0 ? 'hr-employees.csv' : 'hr-contractors.csv')
        : [{ label: 'Address', value: i === 2 ? 'twin/ad.db' : 'http://127.0.0.1:4010/scim/v2' }],
  }
})

const order: readonly StepName[] = ['import', 'synchronize', 'review', 'export', 'confirm', 'report']

function stepsOf(
  notes: readonly string[],
  states: readonly StepState[],
  durations: readonly number[],
  at: number,
) {
  let clock = at
  return order.map((step, i) => {
    const startedAt = clock
    clock += durations[i] ?? 0
    const state = states[i] ?? 'waiting'
    return {
      step,
      state,
      note: notes[i] ?? '',
      startedAt: state === 'waiting' ? null : startedAt,
      endedAt: state === 'done' || state === 'stopped' ? clock : null,
    }
  })
}

/** Session 47 as it stands: in review, exporting, or done. */
export function createSession(phase: 'review' | 'export'): Session {
  const exporting = phase === 'export'
  return {
    number: 47,
    startedAt: started,
    startedBy: 'Marta Lindqvist',
    endedAt: null,
    steps: stepsOf(
      [
        '2,470 objects in 14 s',
        '1,355 planned in 0.6 s',
        exporting ? '1,262 approved, 90 held' : '462 of 1,355 undecided',
        exporting ? '827 of 1,262 written' : '',
        exporting ? 'reads 688 objects back' : '',
        exporting ? 'audit entry and CSV' : '',
      ],
      exporting ? ['done', 'done', 'done', 'running'] : ['done', 'done', 'running'],
      [14_000, 600, 300_000],
      started,
    ),
    next: exporting
      ? {
          sentence:
            'When the last change is written, Joinery reads 688 objects back and confirms every value. Meanwhile 90 changes wait for your decision.',
          action: 'review',
          label: 'Review 90 changes',
        }
      : {
          sentence:
            '462 of 1,355 changes wait for your decision. What you have approved can be exported at any time.',
          action: 'review',
          label: 'Review 462 changes',
        },
    systems: systems.map((system) => {
      const target = system.target
      const planned = system.pending
      return {
        name: system.name,
        title: system.title,
        letters: system.letters,
        hue: system.hue,
        import: statisticsOf(system.name),
        linked: system.joined,
        waiting: system.ambiguous + system.disconnectors,
        planned,
        approved: target && exporting ? { ...planned, delete: 0 } : none,
        exported: none,
        failed: system.name === 'ad' && exporting ? 2 : 0,
        confirmed: 0,
        unconfirmed: 0,
      }
    }),
    metaverse: {
      objects: 1112,
      projected: 42,
      joined: 1315,
      withoutAccount: 46,
      filtered: 14,
      ambiguous: 4,
      unmatched: 17,
      bySource: [
        { system: 'hr', objects: 1000 },
        { system: 'co', objects: 112 },
      ],
    },
    findings: [
      {
        code: 'ambiguous-join',
        severity: 'warning',
        count: 4,
        title: '4 accounts match several people',
        detail: 'Active Directory: Jörg Müller, Anna Nowak and 2 more',
      },
      {
        code: 'limit-exceeded',
        severity: 'warning',
        count: 1,
        title: 'Sales-All would lose 78 of 214 members',
        detail: '36 % is over the limit of 30 %. The 78 removals are held.',
      },
      {
        code: 'export-failed',
        severity: 'error',
        count: 2,
        title: '2 writes failed',
        detail: 'userPrincipalName is already taken in Active Directory',
      },
      {
        code: 'rejected-row',
        severity: 'warning',
        count: 3,
        title: '3 rows rejected',
        detail: 'hr-employees.csv, lines 212, 640 and 871: hire_date is not a date',
      },
      {
        code: 'unmatched',
        severity: 'info',
        count: 17,
        title: '17 accounts match nobody',
        detail: '8 in Active Directory, 9 in ServiceNow',
      },
    ],
    auditCsv: null,
    pruned: null,
  }
}

/** Sessions 26 to 47, one a working day; session 40 was stopped by a limit. */
export function createHistory(): SessionSummary[] {
  const updates = [
    142, 88, 121, 96, 64, 92, 214, 108, 88, 134, 99, 152, 388, 92, 0, 118, 246, 104, 81, 95, 112,
  ]
  const past = updates.map((update, i): SessionSummary => {
    const number = 26 + i
    const at = new Date(2026, 1, 9 + Math.floor(i * 1.24), 8, i % 5).getTime()
    const stopped = update === 0
    const exported: OperationCounts = stopped
      ? none
      : {
          update,
          add: Math.round(update / 20),
          move: i % 7 === 3 ? 39 : i % 3,
          disable: Math.round(update / 30),
          delete: i % 6 === 4 ? 3 : 0,
        }
    const total = Object.values(exported).reduce((a, b) => a + b, 0)
    const failed = i % 4 === 3 ? 2 : i === 20 ? 5 : 0
    return {
      number,
      startedAt: at,
      endedAt: at + 700_000,
      startedBy: 'Marta Lindqvist',
      steps: stepsOf(
        stopped
          ? ['2,455 objects', '214 planned', '214 approved', '61 disables, 55 allowed']
          : [
              '2,461 objects',
              `${total + failed} planned`,
              `${total + failed} approved`,
              `${total} written`,
              `${total} as written`,
              `session-${number}.csv`,
            ],
        stopped ? ['done', 'done', 'done', 'stopped'] : order.map(() => 'done' as const),
        [13_000, 400, 540_000, 22_000, 8000, 200],
        at,
      ),
      machineTime: 38_000 + update * 130,
      imported: 2461,
      imports: systems.map(({ name }, system) => ({
        system: name,
        read: 400 + 200 * system + i,
        adds: i % 5,
        updates: update,
        deletes: i % 3,
        took: 3000 + 100 * i,
      })),
      planned: total + failed + (stopped ? 214 : 0),
      exported,
      failed,
      confirmed: total - (i % 5 === 4 && !stopped ? 1 : 0),
      unconfirmed: i % 5 === 4 && !stopped ? 1 : 0,
      approvedBy: i % 3 === 0 ? ['Tomáš Dvořák'] : ['Marta Lindqvist'],
      auditCsv: stopped ? null : `audit/session-${number}.csv`,
      pruned: null,
    }
  })
  const open = createSession('review')
  const now: SessionSummary = {
    number: 47,
    startedAt: started,
    endedAt: null,
    startedBy: open.startedBy,
    steps: open.steps,
    machineTime: 15_000,
    imported: 2470,
    imports: [],
    planned: 1355,
    exported: none,
    failed: 0,
    confirmed: 0,
    unconfirmed: 0,
    approvedBy: [],
    auditCsv: null,
    pruned: null,
  }
  return [now, ...past.toReversed()]
}
