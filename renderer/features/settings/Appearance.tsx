import { chooseTheme, type ThemeChoice, useTheme } from '../../shell/useTheme.ts'
import { type Density, density } from '../../ui/density.ts'
import { FormField } from '../../ui/FormField.tsx'
import { type FormatChoice, formatChoice, formatChoices, formatsOf, formatTitle } from '../../ui/formats.ts'
import { Switch } from '../../ui/Switch.tsx'
import { Facts, Setting, SettingGroup } from './Setting.tsx'

const themes: readonly { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]
const densities: readonly { value: Density; label: string }[] = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]

/** Theme, density, and how dates and numbers are written. Each takes effect as it is chosen. */
export function Appearance() {
  const { choice } = useTheme()
  return (
    <>
      <SettingGroup title="Look">
        <Setting title="Theme" about="Light, dark, or whatever the system shows at this time of day.">
          <Switch label="Theme" value={choice} options={themes} onChange={chooseTheme} />
        </Setting>
        <Setting title="Density" about="Compact shows about a seventh more rows of every list and table.">
          <Switch label="Density" value={density.use()} options={densities} onChange={density.choose} />
        </Setting>
      </SettingGroup>
      <SettingGroup title="Dates and numbers">
        <Formats />
      </SettingGroup>
    </>
  )
}

const choices = formatChoices.map((value) => ({ value, label: formatTitle(value) }))

function Formats() {
  const choice = formatChoice.use()
  const formats = formatsOf(choice)
  const now = new Date()
  return (
    <>
      <Setting
        title="Formats"
        about="On every screen. Reports, files and the command line stay as they are, so that machines can read them."
      >
        <FormField
          label="Formats of dates and numbers"
          kind="choice"
          value={choice}
          choices={choices}
          onChange={(value) => formatChoice.choose(value as FormatChoice)}
        />
      </Setting>
      <Facts
        rows={[
          { name: 'A day', value: formats.longDate(now) },
          {
            name: 'A moment',
            value: `${formats.moment(now)}, or another year: ${formats.momentOfYear(aYearBefore(now))}`,
          },
          { name: 'A number', value: `${formats.number(1_234_567)} changes in ${formats.decimal(8.4)} s` },
        ]}
      />
    </>
  )
}

function aYearBefore(now: Date): Date {
  const before = new Date(now)
  before.setFullYear(now.getFullYear() - 1)
  return before
}
