import type { ComponentType } from 'react'
import { t } from '../../language/text.ts'
import { navigate, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { About } from './About.tsx'
import { Appearance } from './Appearance.tsx'
import { Data } from './Data.tsx'
import { Protections } from './Protections.tsx'
import { Retention } from './Retention.tsx'
import { Secrets } from './Secrets.tsx'
import { parseSection, type SectionName, sectionAddress, sectionList } from './sections.ts'
import './settings.css'

const components: Record<SectionName, ComponentType> = {
  appearance: Appearance,
  data: Data,
  retention: Retention,
  protections: Protections,
  secrets: Secrets,
  about: About,
}

const hints = [
  { keys: ['J', 'K'], does: t('Next, previous part') },
  { keys: ['F1'], does: t('Help') },
  { keys: ['?'], does: t('All keys') },
]

/** What is set for the person in front, where the workspace lies, and what its text files say. */
export default function SettingsScreen() {
  const { item } = useRoute()
  const section = parseSection(item)
  const index = sectionList.indexOf(section)
  const Component = components[section.name]
  const go = (to: number) => {
    const next = sectionList[to]
    if (next) navigate(sectionAddress(next.name))
  }
  useTitle(t`Settings · ${section.title}`)
  useKeys([
    ['J', () => go(index + 1)],
    ['K', () => go(index - 1)],
  ])
  const stop = { 'data-area': true, 'data-scrolls': true, tabIndex: 0 }
  return (
    <Page className="settings-page">
      <PageHead title={t('Settings')} />
      <nav className="settings-sections" aria-label={t('Parts of the settings')} data-area tabIndex={-1}>
        <ul>
          {sectionList.map(({ name, title }) => (
            <li key={name}>
              <a href={sectionAddress(name)} aria-current={name === section.name ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <section className="settings-main" aria-label={section.title} key={section.name} {...stop}>
        <div className="settings-text">
          <h2>{section.title}</h2>
          <p className="muted">{section.about}</p>
          <Component />
        </div>
      </section>
      <KeyStrip hints={hints} />
    </Page>
  )
}
