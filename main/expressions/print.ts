import type { Ast, Dialect, Node } from './ast.ts'

/** The expression in its canonical spelling; parsing it gives the same tree. */
export function printExpression(ast: Ast): string {
  return print(ast.root, ast.dialect)
}

function print(node: Node, dialect: Dialect): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node.value, dialect)
    case 'constant':
      return node.name
    case 'attribute':
      return `[${node.name}]`
    case 'parameter':
      return `%${node.name}%`
    case 'variable':
      return `$${node.name}`
    case 'call':
      return `${node.name}(${node.arguments.map((argument) => (argument ? print(argument, dialect) : '')).join(', ')})`
    case 'binary':
      return `${operand(node.left, dialect)} ${node.operator} ${operand(node.right, dialect)}`
  }
}

function operand(node: Node, dialect: Dialect): string {
  const text = print(node, dialect)
  return node.kind === 'binary' ? `(${text})` : text
}

function printLiteral(value: string | number | boolean, dialect: Dialect): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  const escaped =
    dialect === 'entra' ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : value.replaceAll('"', '""')
  return `"${escaped}"`
}
