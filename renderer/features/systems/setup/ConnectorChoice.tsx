import type { ConnectorInfo } from '../../../../preload/contract/connectors.ts'

interface ConnectorChoiceProps {
  connectors: readonly ConnectorInfo[]
  chosen: ConnectorInfo | null
  onChoose: (connector: ConnectorInfo) => void
}

/** Which kind of system it is. */
export function ConnectorChoice({ connectors, chosen, onChoose }: ConnectorChoiceProps) {
  return (
    <fieldset className="connector-choice">
      <legend className="section-head">What kind of system is it?</legend>
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
  const read = delta ? 'Reads everything, or what changed' : 'Reads everything each time'
  return writes ? `${read}; can be written to.` : `${read}; is never written to.`
}
