import { isNode, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml'
import type { z } from 'zod'
import type { ConfigProblem } from './config-error.ts'
import { sourceOffset } from './source-offset.ts'

export interface YamlFile<T> {
  readonly value: T
  /**
   * The position of a path in the file, for later checks.
   * @param within of a text there: the character it is about, from 0
   */
  at(path: readonly PropertyKey[], within?: number): { line: number; column: number }
}

/** Parses YAML against a schema; problems carry file, line, column, reason and advice. */
export function readYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): { ok: true; file: YamlFile<z.output<S>> } | { ok: false; problems: ConfigProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0])
        return { file, line, column: col, path: '', message: error.message, advice: 'Correct the YAML' }
      }),
    }
  }

  /** The deepest node of the path that exists: a missing key is reported at its parent. */
  const at = (path: readonly PropertyKey[], within?: number): { line: number; column: number } => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) {
        const exact = within !== undefined && depth === path.length && isScalar(node)
        const { line, col } = lines.linePos(node.range[0] + (exact ? inScalar(text, node, within) : 0))
        return { line, column: col }
      }
    }
    return { line: 1, column: 1 }
  }

  const parsed = schema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    return {
      ok: false,
      problems: flatten(parsed.error.issues).map((issue) => ({
        file,
        ...at(issue.path),
        path: issue.path.join('.'),
        message: `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`,
        advice: 'See docs/rules.md for what may stand here',
      })),
    }
  }
  return { ok: true, file: { value: parsed.data, at } }
}

interface FlatIssue {
  path: readonly PropertyKey[]
  message: string
}

/** A union reports every branch; the branch that came furthest is the one the author meant. */
function flatten(issues: readonly z.core.$ZodIssue[]): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0)
      return [{ path: issue.path, message: issue.message }]
    const branches = issue.errors.map((branch) => flatten(branch))
    const deepest = branches.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best))
    return deepest.map((inner) => ({ path: [...issue.path, ...inner.path], message: inner.message }))
  })
}

const depth = (issues: readonly FlatIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length))

function inScalar(text: string, node: Scalar, within: number): number {
  const [from, to] = node.range as [number, number, number]
  return sourceOffset(text.slice(from, to), String(node.value), within)
}
