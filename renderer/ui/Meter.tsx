/** How much of a limit is used; decoration beside the numbers, which say it exactly. */
export function Meter({ count, allowed, over }: { count: number; allowed: number; over: boolean }) {
  const share = over || allowed <= 0 ? 100 : Math.min(100, (count / allowed) * 100)
  return (
    <span className={`meter${over ? ' over' : ''}`} aria-hidden="true">
      <i style={{ width: `${share}%` }} />
    </span>
  )
}
