import { useEffect } from 'react'
import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import { t } from '../../../language/text.ts'
import { stepKeys } from '../../../shell/moveKeys.ts'
import { replaceRoute } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { Glyph } from '../../../ui/Glyph.tsx'
import { Cell, ColumnHead, GridFrame, GridRow } from '../../../ui/Grid.tsx'
import { stepMarks } from '../../../ui/stepMarks.ts'
import { formatProfilePlace } from './profilePlace.ts'
import { lastMoment, resultWord, stepsLine } from './profileWords.ts'

const columns = [t('Run profile'), t('Steps'), t('Last run'), t('Result')] as const

interface ProfileGridProps {
  profiles: readonly RunProfileView[]
  current: RunProfileView
}

/** One row a profile, in the order of workspace.yaml. */
export function ProfileGrid({ profiles, current }: ProfileGridProps) {
  const index = profiles.indexOf(current)
  const go = (to: number) => {
    const next = profiles[to]
    if (next) replaceRoute(formatProfilePlace('profiles', next.name))
  }
  useKeys(stepKeys(index, profiles.length, go))
  useEffect(() => {
    document.getElementById(`profile-${current.name}`)?.scrollIntoView({ block: 'nearest' })
  }, [current.name])
  return (
    <GridFrame
      className="system-list profile-list"
      kind="grid"
      aria-label={t('Run profiles')}
      aria-activedescendant={`profile-${current.name}`}
    >
      <GridRow className="grid-head">
        {columns.map((name) => (
          <ColumnHead key={name}>{name}</ColumnHead>
        ))}
      </GridRow>
      {profiles.map((profile) => (
        <GridRow
          key={profile.name}
          id={`profile-${profile.name}`}
          className={`row profile${profile === current ? ' is-current' : ''}`}
          aria-selected={profile === current}
          onClick={() => go(profiles.indexOf(profile))}
        >
          <Cell className="medium clip" title={profile.title}>
            {profile.title}
          </Cell>
          <Cell className="muted clip" title={stepsLine(profile.steps)}>
            {stepsLine(profile.steps)}
          </Cell>
          <Cell className="num muted clip">{lastMoment(profile.last, Date.now())}</Cell>
          <Cell className="state-cell num">
            {profile.last ? (
              <>
                <Glyph
                  name={stepMarks[profile.last.state].glyph}
                  className={stepMarks[profile.last.state].tone}
                />
                <span className="clip">{resultWord(profile.last)}</span>
              </>
            ) : (
              <span className="zero">–</span>
            )}
          </Cell>
        </GridRow>
      ))}
    </GridFrame>
  )
}
