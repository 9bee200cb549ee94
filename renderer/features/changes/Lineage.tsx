import { Fragment } from 'react'
import type { Change, LineageStep } from '../../../preload/contract/changes.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { MetaverseTile, SystemTile } from '../../ui/SystemTile.tsx'

interface LineageProps {
  steps: readonly LineageStep[]
  change: Change
  tileOf: (system: string) => Tile | undefined
}

/** The way a value took, from its source to the system that should have it. */
export function Lineage({ steps, change, tileOf }: LineageProps) {
  const attributes = [change.attribute, change.source?.attribute].filter((name) => name != null)
  return (
    <ol className="chain">
      {steps.map((step, index) => {
        const tile = tileOf(step.system)
        const title = step.system === 'metaverse' ? t('Metaverse') : (tile?.title ?? '')
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one change, in their order
          <li key={index}>
            {step.system === 'metaverse' ? <MetaverseTile /> : tile ? <SystemTile tile={tile} /> : <span />}
            <div>
              <LineageText text={step.text} title={title} attributes={attributes} />
              <p className="num">
                {step.rule ? (
                  <>
                    <span className="is-brand">{step.rule}</span>
                    <br />
                  </>
                ) : null}
                {step.detail}
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

interface LineageTextProps {
  text: string
  title: string
  attributes: readonly string[]
}

/** The system's name stands out; names of attributes are set as code. */
function LineageText({ text, title, attributes }: LineageTextProps) {
  const named = title !== '' && text.startsWith(title)
  const rest = named ? text.slice(title.length) : text
  return (
    <>
      {named ? <b>{title}</b> : null}
      {rest.split(/(\s+)/).map((word, i) => {
        const key = `${i}${word}`
        if (!attributes.includes(word)) return <Fragment key={key}>{word}</Fragment>
        return (
          <span className="mono" key={key}>
            {word}
          </span>
        )
      })}
    </>
  )
}
