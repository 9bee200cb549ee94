import { languageChoice } from '../../language/language.ts'
import { languages } from '../../language/languages.ts'
import { t } from '../../language/text.ts'
import { chooseTheme, type ThemeChoice, useTheme } from '../../shell/useTheme.ts'
import { type Density, density } from '../../ui/density.ts'
import { FormField } from '../../ui/FormField.tsx'
import { type FormatChoice, formatChoice, formatChoices, formatsOf, formatTitle } from '../../ui/formats.ts'
import { Switch } from '../../ui/Switch.tsx'
import { Facts, Setting, SettingGroup } from './Setting.tsx'

const themes: readonly { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: t('As the system') },
  { value: 'light', label: t('Light') },
  { value: 'dark', label: t('Dark') },
]
const densities: readonly { value: Density; label: string }[] = [
  { value: 'comfortable', label: t('Comfortable') },
  { value: 'compact', label: t('Compact') },
]

/** Theme, density, and how dates and numbers are written. Each takes effect as it is chosen. */
export function Appearance() {
  const { choice } = useTheme()
  return (
    <>
      <SettingGroup title={t('Look')}>
        <Setting
          title={t('Theme')}
          about={t('Light, dark, or whatever the system shows at this time of day.')}
        >
          <Switch label={t('Theme')} value={choice} options={themes} onChange={chooseTheme} />
        </Setting>
        <Setting
          title={t('Density')}
          about={t('Compact shows about a seventh more rows of every list and table.')}
        >
          <Switch label={t('Density')} value={density.use()} options={densities} onChange={density.choose} />
        </Setting>
      </SettingGroup>
      {languages.length > 1 ? <Language /> : null}
      <SettingGroup title={t('Dates and numbers')}>
        <Formats />
      </SettingGroup>
    </>
  )
}

/** Texts are made when the page starts: it starts anew in another language. */
function Language() {
  return (
    <SettingGroup title={t('Language')}>
      <Setting
        title={t('Language of the screens')}
        about={t('What the audit, reports, messages of systems and the command line say stays in English.')}
      >
        <FormField
          label={t('Language of the screens')}
          kind="choice"
          value={languageChoice.use()}
          choices={[
            { value: 'system', label: t('As the system') },
            ...languages.map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(value) => {
            languageChoice.choose(String(value))
            location.reload()
          }}
        />
      </Setting>
    </SettingGroup>
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
        title={t('Formats')}
        about={t(
          'On every screen. Reports, files and the command line stay as they are, so that machines can read them.',
        )}
      >
        <FormField
          label={t('Formats of dates and numbers')}
          kind="choice"
          value={choice}
          choices={choices}
          onChange={(value) => formatChoice.choose(value as FormatChoice)}
        />
      </Setting>
      <Facts
        rows={[
          { name: t('A day'), value: formats.longDate(now) },
          {
            name: t('A moment'),
            value: t`${formats.moment(now)}, or another year: ${formats.momentOfYear(aYearBefore(now))}`,
          },
          {
            name: t('A number'),
            value: t`${formats.number(1_234_567)} changes in ${formats.decimal(8.4)} s`,
          },
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
