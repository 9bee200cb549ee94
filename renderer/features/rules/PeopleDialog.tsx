import { Checkbox, Input } from '@fluentui/react-components'
import { useState } from 'react'
import type { Person } from '../../../preload/contract/rules.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { DialogFrame } from '../../ui/DialogFrame.tsx'
import { formatCounted } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useSettled } from './useSettled.ts'

interface PeopleDialogProps {
  type: string
  chosen: readonly Person[]
  onChoose(people: readonly Person[]): void
  onClose(): void
}

const most = 12

/** Whom rules are tried on: found by name or by an indexed value, kept for this workspace in this browser. */
export function PeopleDialog({ type, chosen, onChoose, onClose }: PeopleDialogProps) {
  const [people, setPeople] = useState(chosen)
  const [text, setText] = useState('')
  const wanted = useSettled(text, 200)
  const { data: found, error } = useCall('rules.people', { type, text: wanted }, { keep: true })
  const toggle = (person: Person) =>
    setPeople((now) =>
      now.some(({ id }) => id === person.id)
        ? now.filter(({ id }) => id !== person.id)
        : [...now, person].slice(-most),
    )
  const others = (found ?? []).filter(({ id }) => !people.some((one) => one.id === id))
  return (
    <DialogFrame
      title={t('Try rules on')}
      className="people"
      actions={
        <>
          <Button kind="quiet" onClick={() => onChoose([])}>
            {t('Let Joinery choose')}
          </Button>
          <Button
            kind="primary"
            disabled={people.length === 0}
            onClick={() => onChoose(people)}
          >{t`Try on ${formatCounted(people.length, 'person', 'people')}`}</Button>
        </>
      }
      onClose={onClose}
    >
      <Input
        className="field"
        aria-label={t('Name or number')}
        placeholder={t('Name or number')}
        value={text}
        onChange={(_, data) => setText(data.value)}
      />
      {error ? <ErrorNotice error={error} /> : null}
      <ul>
        {[...people, ...others].map((person) => (
          <li key={person.id}>
            <Checkbox
              checked={people.includes(person)}
              onChange={() => toggle(person)}
              label={person.key ? `${person.name}, ${person.key}` : person.name}
            />
          </li>
        ))}
      </ul>
      {found?.length === 0 ? (
        <p className="small muted">{t('Nobody is called so, or has such a number.')}</p>
      ) : null}
    </DialogFrame>
  )
}
