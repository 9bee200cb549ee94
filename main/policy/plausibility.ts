import { keptShare } from '../../connectors/kit/key-sketch.ts'
import type { PlausibilitySource } from '../config/plausibility-schema.ts'
import type { AttributeProfile, ReadProfile, TypeProfile } from './read-profile.ts'

/**
 * What is odd about a full read beside the last ones, the latest first; empty when it is plausible. Numbers are compared with the middle of
 * the last ones, so that a source does not get away with becoming a little smaller each day; keys and values with the latest.
 */
export function implausibilities(
  last: readonly ReadProfile[],
  now: ReadProfile,
  limits: PlausibilitySource,
): string[] {
  const [latest] = last
  if (latest === undefined) return []
  return Object.entries(latest).flatMap(([type, then]) => {
    const before = last.flatMap((one) => one[type] ?? [])
    const after = now[type] ?? nothing
    return [
      ...rowProblems(type, before, after, limits),
      ...keyProblems(type, then, after, limits),
      ...(after.rows === 0
        ? []
        : [...emptyProblems(type, before, after, limits), ...valueProblems(type, then, after, limits)]),
    ]
  })
}

/** What is odd about a delta read: it would delete so much of what is there. */
export function implausibleDeletions(
  held: number,
  deleted: number,
  { rowCount, tolerance }: PlausibilitySource,
): string[] {
  if (rowCount === false || deleted < tolerance || 100 * deleted <= rowCount * held) return []
  return [`${deleted} of ${held} objects would be deleted (rowCount allows ${rowCount} %)`]
}

const nothing: TypeProfile = { rows: 0, keys: '', attributes: {} }

function rowProblems(
  type: string,
  before: readonly TypeProfile[],
  after: TypeProfile,
  { rowCount, tolerance }: PlausibilitySource,
): string[] {
  const usual = median(before.map(({ rows }) => rows))
  const lost = usual - after.rows
  if (rowCount === false || lost < tolerance || 100 * lost <= rowCount * usual) return []
  return [
    `${after.rows} ${type} objects instead of about ${usual}: ${shown((100 * lost) / usual)} % fewer (rowCount allows ${rowCount} %)`,
  ]
}

function keyProblems(
  type: string,
  then: TypeProfile,
  after: TypeProfile,
  { keys, tolerance }: PlausibilitySource,
): string[] {
  if (keys === false || after.rows === 0) return []
  const share = keptShare(then.keys, after.keys)
  if (100 * share >= keys || then.rows * (1 - share) < tolerance) return []
  return [
    `about ${shown(100 * share)} % of the ${type} objects of the last import are there again (keys asks for ${keys} %)`,
  ]
}

/** Only values that are gone count: new objects without a value are no reason for doubt. */
function emptyProblems(
  type: string,
  before: readonly TypeProfile[],
  after: TypeProfile,
  { nullRate, tolerance }: PlausibilitySource,
): string[] {
  if (nullRate === false) return []
  const [latest] = before
  if (latest === undefined) return []
  const usual = median(before.map((one) => one.rows))
  if (usual === 0) return []
  const rows = Math.min(usual, after.rows)
  return Object.keys(latest.attributes).flatMap((name) => {
    const expected = (median(before.map((one) => one.attributes[name]?.present ?? 0)) * rows) / usual
    const lost = expected - (after.attributes[name]?.present ?? 0)
    if (100 * lost <= nullRate * rows || lost < tolerance) return []
    const [then, now] = [filledShare(latest, name), filledShare(after, name)]
    return [
      `${type}.${name} has a value in ${shown(100 * now)} % of the objects instead of ${shown(100 * then)} %: ${Math.round(lost)} are gone (nullRate allows ${nullRate} % of the objects)`,
    ]
  })
}

function valueProblems(
  type: string,
  then: TypeProfile,
  after: TypeProfile,
  { values, tolerance }: PlausibilitySource,
): string[] {
  if (values === false) return []
  const rows = Math.min(then.rows, after.rows)
  return Object.entries(then.attributes).flatMap(([name, before]) => {
    const now = after.attributes[name]
    if (now === undefined || !isCategory(before)) return []
    const scale = rows / then.rows
    const lost = lostValues(before, now, scale, after.rows > then.rows)
    const expected = before.present * scale
    if (100 * lost <= values * expected || lost < tolerance) return []
    return [
      `${shown((100 * lost) / expected)} % of the values of ${type}.${name} are others now (values allows ${values} %): ${telling(before, now)}`,
    ]
  })
}

/** How many objects would have to have one of the values of before, and do not. What is new beside them does not count. */
function lostValues(before: AttributeProfile, now: AttributeProfile, scale: number, grown: boolean): number {
  // Too many different values to be counted. Where there are more objects, the few of before may be among them.
  if (now.values === undefined) return grown ? 0 : before.present * scale
  let lost = 0
  for (const [value, count] of Object.entries(before.values ?? {}))
    lost += Math.max(0, count * scale - (now.values[value] ?? 0))
  // Values that are gone altogether are another matter.
  return Math.max(0, lost - Math.max(0, before.present * scale - now.present))
}

/** Few different values, each of many objects: names and numbers are none. */
function isCategory({ present, values }: AttributeProfile): boolean {
  const different = values === undefined ? Number.POSITIVE_INFINITY : Object.keys(values).length
  return different <= 40 && present >= 5 * different
}

const share = ({ present, values }: AttributeProfile, name: string): number =>
  present === 0 ? 0 : (values?.[name] ?? 0) / present

/** The value whose share has changed most. */
function telling(before: AttributeProfile, now: AttributeProfile): string {
  const names = [...new Set([...Object.keys(before.values ?? {}), ...Object.keys(now.values ?? {})])]
  const [most] = names.sort(
    (a, b) => Math.abs(share(before, b) - share(now, b)) - Math.abs(share(before, a) - share(now, a)),
  )
  if (most === undefined || now.values === undefined) return 'there are many different ones now'
  return `"${most}" in ${shown(100 * share(now, most))} % instead of ${shown(100 * share(before, most))} %`
}

const filledShare = ({ rows, attributes }: TypeProfile, name: string): number =>
  rows === 0 ? 0 : (attributes[name]?.present ?? 0) / rows

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const shown = (percent: number): string => percent.toFixed(percent % 1 === 0 ? 0 : 1)
