/** `entra`: the Entra provisioning service's language. `connect`: Entra Connect Sync's. */
export type Dialect = 'entra' | 'connect'

export type Operator = '&&' | '||' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '&'

/** What names a value without computing anything. Offsets count UTF-16 units from the start of the source. */
export type Leaf =
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly offset: number }
  | { readonly kind: 'attribute'; readonly name: string; readonly offset: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly offset: number }
  /** `$name` of Select, Where and With; the name comes without its dollar sign. */
  | { readonly kind: 'variable'; readonly name: string; readonly offset: number }

/** An expression as it was written: nothing in it is known to exist yet. */
export type Written =
  | Leaf
  | { readonly kind: 'word'; readonly name: string; readonly offset: number }
  | Binary<Written>
  | Call<Written>

/** An expression whose names exist and whose functions have as many arguments as they take. */
export type Node =
  | Leaf
  /** A name of `constants.ts`, spelled as there. */
  | { readonly kind: 'constant'; readonly name: string; readonly offset: number }
  | Binary<Node>
  | Call<Node>

export type CallNode = Call<Node>

interface Binary<N> {
  readonly kind: 'binary'
  readonly operator: Operator
  readonly left: N
  readonly right: N
  readonly offset: number
}

interface Call<N> {
  readonly kind: 'call'
  /** In a `Node` spelled as in the function table. */
  readonly name: string
  /** An argument left empty is null. */
  readonly arguments: readonly (N | null)[]
  readonly offset: number
}

export interface Ast {
  readonly dialect: Dialect
  readonly source: string
  readonly root: Node
}
