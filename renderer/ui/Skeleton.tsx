import { useEffect, useState } from 'react'

/** True once 200 ms have passed: what is faster than that shows nothing instead of a flicker. */
export function useSlow(): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return slow
}

const widths = [96, 64, 112, 80, 104, 72]

/** Rows in their shape while the first ones are on their way. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  const slow = useSlow()
  if (!slow) return <div className="skeletons" aria-busy="true" />
  return (
    <div className="skeletons" role="status" aria-busy="true">
      <span className="hidden-text">{label}</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed number of equal shapes
        <div className="row" key={i}>
          <span className="skeleton tile" />
          <span className="skeleton" style={{ width: widths[i % widths.length] }} />
          <span className="skeleton" style={{ width: 72 }} />
        </div>
      ))}
    </div>
  )
}
