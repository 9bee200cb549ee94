import { Field, Input, Select, Switch, Textarea } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { t } from '../language/text.ts'
import { Button } from './Button.tsx'

export type FormFieldKind = 'text' | 'number' | 'switch' | 'choice' | 'texts' | 'structure' | 'secret'

interface FormFieldProps {
  label: string
  kind: FormFieldKind
  value: string | boolean
  onChange: (value: string | boolean) => void
  /** What it means, or where a value that was filled in came from. */
  hint?: ReactNode
  /** What is wrong with what stands in it. */
  problem?: string | undefined
  placeholder?: string | undefined
  required?: boolean
  choices?: readonly { value: string; label: string }[]
  /** For the path of a file, where there is a dialog for it: resolves with null when nothing was chosen. */
  choosePath?: (() => Promise<string | null>) | undefined
}

/** One thing to fill in, with its label, what it means and what is wrong with it. */
export function FormField({ label, hint, problem, required = false, ...input }: FormFieldProps) {
  return (
    <Field
      className="form-field"
      label={label}
      required={required}
      {...(hint ? { hint: { children: hint } } : {})}
      {...(problem === undefined ? {} : { validationMessage: problem, validationState: 'error' as const })}
    >
      <Control {...input} />
    </Field>
  )
}

type ControlProps = Pick<
  FormFieldProps,
  'kind' | 'value' | 'onChange' | 'placeholder' | 'choices' | 'choosePath'
>

function Control({
  kind,
  value,
  onChange,
  placeholder = '',
  choices = [],
  choosePath,
  ...field
}: ControlProps) {
  const text = String(value)
  switch (kind) {
    case 'switch':
      return (
        <Switch {...field} checked={value === true} onChange={(_, data) => onChange(data.checked === true)} />
      )
    case 'choice':
      return (
        <Select {...field} className="field" value={text} onChange={(_, data) => onChange(data.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
      )
    case 'texts':
    case 'structure':
      return (
        <Textarea
          {...field}
          className="field mono"
          resize="vertical"
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          value={text}
          placeholder={placeholder}
          spellCheck={false}
          onChange={(_, data) => onChange(data.value)}
        />
      )
    default:
      return (
        <Input
          {...field}
          className="field"
          type={kind === 'secret' ? 'password' : 'text'}
          autoComplete={kind === 'secret' ? 'new-password' : 'off'}
          inputMode={kind === 'number' ? 'numeric' : 'text'}
          value={text}
          placeholder={placeholder}
          spellCheck={false}
          {...(choosePath ? { contentAfter: <ChoosePath choose={choosePath} onChoose={onChange} /> } : {})}
          onChange={(_, data) => onChange(data.value)}
        />
      )
  }
}

/** What was typed stays when nothing is chosen. */
function ChoosePath({
  choose,
  onChoose,
}: {
  choose: () => Promise<string | null>
  onChoose: (path: string) => void
}) {
  const ask = async () => {
    const path = await choose()
    if (path !== null) onChoose(path)
  }
  return (
    <Button small kind="quiet" onClick={() => void ask()}>
      {t('Choose a file')}
    </Button>
  )
}
