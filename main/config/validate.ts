import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import type { ConfigProblem } from './config-error.ts'
import { nearest } from './nearest-name.ts'
import type { RuleSource } from './rule-schema.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** Where a rule stands, for messages. */
export interface RulePlace {
  readonly file: string
  /** @param within of a text there: the character it is about, from 0 */
  at(path: readonly PropertyKey[], within?: number): { line: number; column: number }
}

type At = (path: readonly PropertyKey[]) => { line: number; column: number }
interface Placed {
  readonly rule: RuleSource
  readonly place: RulePlace
}

/** What a schema cannot say: names that must exist, expressions that must parse, joins that must be indexed. */
export function validateRules(workspace: WorkspaceSource, at: At, rules: readonly Placed[]): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const systems = new Map<string, number>()
  workspace.systems.forEach((system, index) => {
    const first = systems.get(system.name)
    if (first !== undefined)
      problems.push({
        file: 'workspace.yaml',
        ...at(['systems', index, 'name']),
        path: `systems.${index}.name`,
        message: `two systems are named "${system.name}"`,
        advice: 'Give each system a name of its own',
      })
    systems.set(system.name, index)
  })

  const names = new Map<string, string>()
  for (const { rule, place } of rules) {
    const report = (path: readonly PropertyKey[], message: string, advice: string, within?: number): void => {
      problems.push({ file: place.file, ...place.at(path, within), path: path.join('.'), message, advice })
    }
    const other = names.get(rule.name)
    if (other !== undefined)
      report(['name'], `two rules are named "${rule.name}" (the other is in ${other})`, 'Rename one of them')
    names.set(rule.name, place.file)
    if (!systems.has(rule.system))
      report(
        ['system'],
        `there is no system "${rule.system}"`,
        `Known systems: ${[...systems.keys()].join(', ')}`,
      )

    const typeName = rule.direction === 'inbound' ? rule.to : rule.from
    const typeKey = rule.direction === 'inbound' ? 'to' : 'from'
    const type =
      typeName === '*' ? everything(workspace.metaverse.types) : workspace.metaverse.types[typeName]
    if (type === undefined) {
      const known = Object.keys(workspace.metaverse.types).join(', ')
      report([typeKey], `the metaverse has no type "${typeName}"`, `Known types: ${known}`)
      continue
    }
    const knows = (name: string): boolean => Object.hasOwn(type.attributes, name)
    const unknown = (path: readonly PropertyKey[], name: string): void =>
      report(
        path,
        `metaverse type "${typeName}" has no attribute "${name}"`,
        `${nearest(name, Object.keys(type.attributes))}Add it under metaverse.types.${typeName}.attributes in workspace.yaml, or correct the name`,
      )

    rule.scope.forEach((group, g) => {
      group.forEach((clause, c) => {
        if (
          rule.direction === 'outbound' &&
          !clause.operator.endsWith('MEMBEROF') &&
          !knows(clause.attribute)
        )
          unknown(['scope', g, c, 'attribute'], clause.attribute)
      })
    })
    if (rule.link === 'none' && rule.join.length > 0)
      report(
        ['join'],
        'a rule with link: none joins nothing',
        `Set link: ${rule.direction === 'inbound' ? 'join or project' : 'join or provision'}, or remove join`,
      )
    rule.join.forEach((group, g) => {
      group.forEach((condition, c) => {
        const side = rule.direction === 'inbound' ? 'to' : 'from'
        const name = condition[side]
        if (!knows(name)) unknown(['join', g, c, side], name)
        else if (!type.attributes[name]?.indexed)
          report(
            ['join', g, c, side],
            `joins on "${name}", which is not indexed`,
            `Set indexed: true at metaverse.types.${typeName}.attributes.${name}`,
          )
      })
    })
    const targets = new Set<string>()
    rule.flows.forEach((flow, f) => {
      if (targets.has(flow.to))
        report(['flows', f, 'to'], `two flows of the rule write "${flow.to}"`, 'Keep one of them')
      targets.add(flow.to)
      if (rule.direction === 'inbound' && !knows(flow.to)) unknown(['flows', f, 'to'], flow.to)
      if (rule.direction === 'outbound' && flow.from !== undefined && !knows(flow.from))
        unknown(['flows', f, 'from'], flow.from)
      const mvAttribute = rule.direction === 'inbound' ? flow.to : flow.from
      const isReference = mvAttribute !== undefined && type.attributes[mvAttribute]?.type === 'reference'
      if (isReference && flow.from === undefined)
        report(
          ['flows', f],
          `"${flow.to}" is a reference, which no ${flow.expression === undefined ? 'constant' : 'expression'} can make`,
          'Use from: with an attribute that refers to objects',
        )
      if (flow.expression === undefined) {
        if (flow.unique === 'live')
          report(
            ['flows', f, 'unique'],
            'unique: live is for SelectUniqueValue',
            'Remove it, or use an expression',
          )
        return
      }
      try {
        const compiled = compileExpression(
          parseExpression(flow.expression, { dialect: flow.dialect ?? rule.dialect }),
        )
        if (rule.direction === 'inbound' && compiled.unique)
          report(
            ['flows', f, 'expression'],
            'SelectUniqueValue is for outbound rules',
            'Use a plain expression here',
          )
        if (flow.unique === 'live' && !compiled.unique)
          report(
            ['flows', f, 'unique'],
            'unique: live is for SelectUniqueValue',
            'Wrap the expression in SelectUniqueValue, with what to take when the first value is not free',
          )
        if (compiled.unique && !flow.once)
          report(
            ['flows', f, 'expression'],
            'SelectUniqueValue is evaluated only when an account is created',
            'Add once: true to this flow',
          )
        if (rule.direction === 'outbound')
          for (const name of compiled.attributes) if (!knows(name)) unknown(['flows', f, 'expression'], name)
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        report(
          ['flows', f, 'expression'],
          `the expression is wrong at character ${error.offset + 1}: ${error.message}`,
          error.advice ?? 'See docs/expressions.md',
          error.offset,
        )
      }
    })
  }
  return problems
}

/** For a rule about every type: what any of them has. */
function everything(types: WorkspaceSource['metaverse']['types']) {
  return {
    attributes: Object.assign({}, ...Object.values(types).map((type) => type.attributes)) as MvAttributes,
  }
}

type MvAttributes = WorkspaceSource['metaverse']['types'][string]['attributes']
