import type { ConnectorInfo } from '../../../../preload/contract/connectors.ts'
import { t } from '../../../language/text.ts'

interface ConnectorChoiceProps {
  connectors: readonly ConnectorInfo[]
  chosen: ConnectorInfo | null
  onChoose: (connector: ConnectorInfo) => void
}

/** Which kind of system it is. */
export function ConnectorChoice({ connectors, chosen, onChoose }: ConnectorChoiceProps) {
  return (
    <fieldset className="connector-choice">
      <legend className="section-head">{t('What kind of system is it?')}</legend>
      {connectors.map((connector) => (
        <label key={connector.id} className={chosen?.id === connector.id ? 'is-current' : undefined}>
          <input
            type="radio"
            name="connector"
            checked={chosen?.id === connector.id}
            onChange={() => onChoose(connector)}
          />
          <span className="medium">{connector.title}</span>
          <span className="small muted">{abilities(connector)}</span>
        </label>
      ))}
    </fieldset>
  )
}

function abilities({ writes, delta }: ConnectorInfo): string {
  const read = delta ? t('Reads everything, or what changed') : t('Reads everything each time')
  return writes ? t`${read}; can be written to.` : t`${read}; is never written to.`
}
