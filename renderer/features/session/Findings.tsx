import { useState } from 'react'
import type { FindingGroup } from '../../../preload/contract/session.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { FindingsDialog } from './FindingsDialog.tsx'
import { findingGlyph, findingTone, screenOf } from './findingMarks.ts'

const verbOf = { changes: t('Review'), joins: t('Decide'), dialog: t('Open') } as const

/** What a person has to look at, grouped by kind. J and K move, Enter opens. */
export function Findings({ groups }: { groups: readonly FindingGroup[] }) {
  const [current, setCurrent] = useState(-1)
  const [open, setOpen] = useState<FindingGroup | null>(null)
  const show = (group: FindingGroup) => {
    const screen = screenOf(group)
    if (screen) navigate(formatRoute(screen))
    else setOpen(group)
  }
  useKeys([
    ...stepKeys(current, groups.length, setCurrent),
    [
      'Enter',
      () => {
        const group = groups[current]
        if (!group) return false
        show(group)
      },
    ],
  ])
  if (groups.length === 0) {
    return (
      <section className="needs">
        <h2 className="section-head">{t('Needs a person')}</h2>
        <p className="muted small">{t('Nothing: every row was read and every account found its person.')}</p>
      </section>
    )
  }
  return (
    <section className="needs">
      <h2 className="section-head">
        {rich`Needs a person ${<span className="sub num">{formatNumber(groups.length)}</span>}`}
      </h2>
      <ul>
        {groups.map((group, index) => (
          <li key={group.code} className={`finding${index === current ? ' is-here' : ''}`}>
            <span className={findingTone(group)}>
              <Glyph name={findingGlyph(group)} />
            </span>
            <div>
              <h3>{group.title}</h3>
              <p>{group.detail}</p>
            </div>
            <button
              type="button"
              className="link"
              onClick={() => show(group)}
              aria-label={`${verbOf[screenOf(group) ?? 'dialog']}: ${group.title}`}
            >
              {verbOf[screenOf(group) ?? 'dialog']}
            </button>
          </li>
        ))}
      </ul>
      {open ? <FindingsDialog group={open} onClose={() => setOpen(null)} /> : null}
    </section>
  )
}
