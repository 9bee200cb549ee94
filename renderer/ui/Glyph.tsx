import type { ReactNode } from 'react'

const shapes = {
  audit: (
    <>
      <path d="M8 1.9l5 1.8v3.9c0 3.1-2.1 5.4-5 6.5-2.9-1.1-5-3.4-5-6.5V3.7z" />
      <path d="M5.75 7.9l1.6 1.6 2.9-3" />
    </>
  ),
  changes: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2" />
      <path d="M8 4.9v3.4M6.3 6.6h3.4M6.3 11h3.4" />
    </>
  ),
  check: <path d="M3.5 8.5l3 3 6-6.75" />,
  done: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" stroke="none" />
      <path d="M5.2 8.3l1.9 1.9 3.7-4.2" stroke="var(--surface)" strokeWidth="1.5" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.5v-.25a.75.75 0 0 0-.75-.75h-6.5a.75.75 0 0 0-.75.75v6.5c0 .4.35.75.75.75h.25" />
    </>
  ),
  down: <path d="M4.5 6.25L8 9.75l3.5-3.5" />,
  download: <path d="M8 2.5v7.5M4.75 7L8 10.25 11.25 7M3 13.25h10" />,
  drift: (
    <>
      <path d="M2.75 12.25h3c2.75 0 2.5-6 5.25-6h2" />
      <path d="M10.9 4.1l2.2 2.15-2.2 2.15M2.75 6.25h1.5M10.5 12.25h2.75" />
    </>
  ),
  error: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 5v3.4M8 10.75v.01" />
    </>
  ),
  folder: <path d="M2.25 12.25v-8.5h4l1.5 1.75h6v6.75z" />,
  help: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M6.3 6.4a1.75 1.75 0 1 1 2.6 1.5c-.6.35-.9.7-.9 1.35M8 11.2v.01" />
    </>
  ),
  history: (
    <>
      <path d="M2.9 8.9a5.25 5.25 0 1 0 .9-3.9L2.75 6.25M2.75 2.9v3.35H6.1" />
      <path d="M8 5.25V8l1.9 1.2" />
    </>
  ),
  joins: (
    <>
      <circle cx="5.75" cy="8" r="3.75" />
      <circle cx="10.25" cy="8" r="3.75" />
    </>
  ),
  differ: <path d="M4 6.25h8M4 9.75h8M10.25 3.25l-4.5 9.5" />,
  equal: <path d="M4 6.25h8M4 9.75h8" />,
  near: <path d="M3.5 6.6c1.5-1.6 3-1.6 4.5-.4s3 1.2 4.5-.4M3.5 10.6c1.5-1.6 3-1.6 4.5-.4s3 1.2 4.5-.4" />,
  left: <path d="M9.75 4.5L6.25 8l3.5 3.5" />,
  more: <path d="M3.75 8h.01M8 8h.01M12.25 8h.01" strokeWidth="2" />,
  pause: <path d="M5.75 4v8M10.25 4v8" />,
  person: (
    <>
      <circle cx="8" cy="5.25" r="2.75" />
      <path d="M2.75 13.5c.5-2.6 2.5-4 5.25-4s4.75 1.4 5.25 4" />
    </>
  ),
  right: <path d="M6.25 4.5L9.75 8l-3.5 3.5" />,
  rules: (
    <>
      <circle cx="3.75" cy="3.75" r="1.5" />
      <circle cx="3.75" cy="12.25" r="1.5" />
      <circle cx="12.25" cy="8" r="1.5" />
      <path d="M5.25 3.75h1.25C8.5 3.75 8 8 10.75 8M5.25 12.25h1.25C8.5 12.25 8 8 10.75 8" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="M10.25 10.25l3.25 3.25" />
    </>
  ),
  session: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M6.75 5.7v4.6L10.5 8z" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 4.75h5.25M11.75 4.75h1.75M2.5 11.25h1.75M8.25 11.25h5.25" />
      <circle cx="9.75" cy="4.75" r="1.75" />
      <circle cx="6.25" cy="11.25" r="1.75" />
    </>
  ),
  systems: (
    <>
      <rect x="2.5" y="2.75" width="11" height="4.5" rx="1.25" />
      <rect x="2.5" y="8.75" width="11" height="4.5" rx="1.25" />
      <path d="M5 5h.01M5 11h.01" />
    </>
  ),
  table: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1.5" />
      <path d="M2.5 6.4h11M2.5 9.7h11M6.6 6.4V13" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.25" />
      <path d="M8 2.75v10.5a5.25 5.25 0 0 0 0-10.5z" fill="currentColor" stroke="none" />
    </>
  ),
  undo: (
    <>
      <path d="M5.5 2.9L2.75 5.65 5.5 8.4" />
      <path d="M2.75 5.65h6.4a3.8 3.8 0 0 1 0 7.6H6.5" />
    </>
  ),
  up: <path d="M4.5 9.75L8 6.25l3.5 3.5" />,
  warn: (
    <>
      <path d="M8 2.4l5.9 10.6H2.1z" />
      <path d="M8 6.4v2.9M8 11.2v.01" />
    </>
  ),
  x: <path d="M4.25 4.25l7.5 7.5M11.75 4.25l-7.5 7.5" />,
} satisfies Record<string, ReactNode>

export type GlyphName = keyof typeof shapes

interface GlyphProps {
  name: GlyphName
  size?: 12 | 16
  className?: string
}

/** An icon of one stroke weight in the colour of the text beside it. Hidden from readers: words stand beside it. */
export function Glyph({ name, size = 16, className = '' }: GlyphProps) {
  return (
    <svg className={`i${size === 12 ? ' i-12' : ''} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
}
