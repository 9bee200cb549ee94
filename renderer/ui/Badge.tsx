import type { ReactNode } from 'react'

type Tone = 'plain' | 'brand' | 'outline' | 'add' | 'update' | 'move' | 'disable' | 'delete'

/** The state of an object in a word. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge${tone === 'plain' ? '' : ` ${tone}`}`}>{children}</span>
}
