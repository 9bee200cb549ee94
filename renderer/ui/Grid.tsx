import type { ComponentProps } from 'react'

// The ARIA grid pattern: the grid alone has the focus and names its current row. Rows are laid out by CSS grids and drawn
// only where they are seen, which table elements cannot do.

const roles = {
  grid: { role: 'grid' },
  treegrid: { role: 'treegrid' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'gridcell' },
  head: { role: 'columnheader' },
} as const

/** The grid itself: one tab stop, and a stop of F6. */
export function GridFrame({ kind, ...props }: ComponentProps<'div'> & { kind: 'grid' | 'treegrid' }) {
  const stop = { 'data-area': true, tabIndex: 0 }
  return <div {...roles[kind]} {...stop} {...props} />
}

export function GridRows(props: ComponentProps<'div'>) {
  return <div {...roles.rows} {...props} />
}

export function GridRow(props: ComponentProps<'div'>) {
  return <div {...roles.row} {...props} />
}

export function Cell(props: ComponentProps<'span'>) {
  return <span {...roles.cell} {...props} />
}

export function ColumnHead(props: ComponentProps<'span'>) {
  return <span {...roles.head} {...props} />
}
