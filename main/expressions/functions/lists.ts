import type { Scalar } from '../../../connectors/spi/value.ts'
import { toText } from '../conversion.ts'
import { entry } from '../function-entry.ts'
import { integer, list, repeating, text } from '../parameter.ts'

export const listFunctions = [
  entry({
    name: 'Count',
    dialects: ['entra', 'connect'],
    parameters: [list('attribute')],
    documentation: 'How many values an attribute has; 0 when it has none.',
    examples: [
      { expression: 'Count([proxyAddresses])', attributes: { proxyAddresses: ['a', 'b'] }, result: 2 },
      { expression: 'Count([proxyAddresses])', result: 0 },
    ],
    call: ([values]) => values.length,
  }),
  entry({
    name: 'Item',
    dialects: ['entra', 'connect'],
    parameters: [list('attribute'), integer('index')],
    documentation:
      'One value of an attribute; the first has index 1. No value beyond the last; index 0 is an error.',
    examples: [
      { expression: 'Item([proxyAddresses], 1)', attributes: { proxyAddresses: ['a', 'b'] }, result: 'a' },
      { expression: 'Item([proxyAddresses], 3)', attributes: { proxyAddresses: ['a', 'b'] } },
    ],
    call: ([values, index], site) => {
      if (index < 1) site.fail(1, index, 'must be 1 or more', 'The first value has index 1.')
      return values[index - 1]
    },
  }),
  entry({
    name: 'Join',
    dialects: ['entra'],
    parameters: [text('separator'), repeating(list('source'))],
    documentation:
      'The texts put together with the separator between them. Missing and empty ones are skipped; a list gives all its values.',
    examples: [
      {
        expression: 'Join(" ", [first], [last])',
        attributes: { first: 'John', last: 'Smith' },
        result: 'John Smith',
      },
      {
        expression: 'Join(" ", [first], [middle], [last])',
        attributes: { first: 'John', last: 'Smith' },
        result: 'John Smith',
      },
      { expression: 'Join("; ", [roles])', attributes: { roles: ['a', 'b'] }, result: 'a; b' },
    ],
    call: ([separator, sources]) => {
      const parts: string[] = []
      for (const source of sources) {
        for (const value of source) {
          const part = toText(value)
          if (part) parts.push(part)
        }
      }
      return parts.join(separator)
    },
  }),
  entry({
    name: 'RemoveDuplicates',
    dialects: ['entra', 'connect'],
    parameters: [list('attribute')],
    documentation:
      'The values of an attribute, each once, in the order of their first appearance. Case counts.',
    examples: [
      {
        expression: 'RemoveDuplicates([proxyAddresses])',
        attributes: { proxyAddresses: ['a', 'b', 'a', 'A'] },
        result: ['a', 'b', 'A'],
      },
    ],
    call: ([values]) => [...new Set<Scalar>(values)],
  }),
  entry({
    name: 'Split',
    dialects: ['entra', 'connect'],
    parameters: [text('source'), text('delimiter')],
    documentation:
      'The parts of a text between the delimiters, without the spaces around them and without empty parts.',
    examples: [
      {
        expression: 'Split([extensionAttribute5], ",")',
        attributes: { extensionAttribute5: 'PermissionSetOne, PermissionSetTwo' },
        result: ['PermissionSetOne', 'PermissionSetTwo'],
      },
    ],
    call: ([source, delimiter], site) => {
      if (delimiter === '') site.fail(1, delimiter, 'may not be empty')
      return source
        .split(delimiter)
        .map((part) => part.trim())
        .filter((part) => part !== '')
    },
  }),
]
