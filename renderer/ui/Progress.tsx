import { percentOf } from './format.ts'

interface ProgressProps {
  done: number
  /** Null while it cannot be told. */
  total: number | null
  label: string
}

/** A 4 px bar with its numbers for readers; it slides while the end is unknown. */
export function Progress({ done, total, label }: ProgressProps) {
  if (total === null) {
    return (
      <div className="progress is-unknown" role="progressbar" aria-label={label}>
        <i />
      </div>
    )
  }
  const share = total <= 0 ? 0 : Math.min(100, (done / total) * 100)
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentOf(done, total)}
    >
      <i style={{ width: `${share}%` }} />
    </div>
  )
}

const circumference = 37.7

/** A ring that fills with the share done, or turns while the end is unknown (`share` null). */
export function Spinner({ share }: { share: number | null }) {
  const arc = (share ?? 0.3) * circumference
  return (
    <svg className={`spinner${share === null ? ' is-unknown' : ''}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle className="track" cx="8" cy="8" r="6" />
      <circle className="arc" cx="8" cy="8" r="6" strokeDasharray={`${arc} ${circumference}`} />
    </svg>
  )
}
