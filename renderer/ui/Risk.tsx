import type { Risk as RiskLevel } from '../../preload/contract/words.ts'
import { riskWord } from './words.ts'

const bars: Record<RiskLevel, number> = { low: 1, medium: 2, high: 3 }

/** Three bars and a word: height says it first, colour repeats it. */
export function Risk({ risk }: { risk: RiskLevel }) {
  const on = (n: number) => (bars[risk] >= n ? 'on' : undefined)
  return (
    <span className={`risk ${risk}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <rect className={on(1)} x="1" y="8" width="2.5" height="3" rx=".5" />
        <rect className={on(2)} x="4.75" y="5" width="2.5" height="6" rx=".5" />
        <rect className={on(3)} x="8.5" y="1.5" width="2.5" height="9.5" rx=".5" />
      </svg>
      {riskWord[risk]}
    </span>
  )
}
