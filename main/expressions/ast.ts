/** `entra`: the Entra provisioning service's language. `connect`: Entra Connect Sync's. */
export type Dialect = 'entra' | 'connect'

export type Operator = '&&' | '||' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '&'

export type Constant = 'NULL' | 'CRLF' | 'vbBinaryCompare' | 'vbTextCompare'

/** Offsets count UTF-16 units from the start of the source. */
export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly offset: number }
  | { readonly kind: 'constant'; readonly name: Constant; readonly offset: number }
  | { readonly kind: 'attribute'; readonly name: string; readonly offset: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly offset: number }
  | CallNode
  | {
      readonly kind: 'binary'
      readonly operator: Operator
      readonly left: Node
      readonly right: Node
      readonly offset: number
    }

export interface CallNode {
  readonly kind: 'call'
  /** Spelled as in the function table. */
  readonly name: string
  /** An argument left empty is null. */
  readonly arguments: readonly (Node | null)[]
  readonly offset: number
}

export interface Ast {
  readonly dialect: Dialect
  readonly source: string
  readonly root: Node
}
