import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'

/** The parts of the settings, in their order. */
export const sectionList = [
  {
    name: 'appearance',
    title: t('Appearance'),
    about: t('How the workbench looks to you. Kept on this machine, not in the workspace.'),
  },
  { name: 'data', title: t('Data'), about: t('Where this workspace lies, and what it takes on the disk.') },
  {
    name: 'retention',
    title: t('Retention'),
    about: t('What is kept how long, what may go into archives by now, and taking it there.'),
  },
  {
    name: 'protections',
    title: t('Limits and policies'),
    about: t(
      'What stops an export, what needs two people, and what is never written. All of it is text in the workspace folder, changed and versioned there.',
    ),
  },
  {
    name: 'secrets',
    title: t('Secrets'),
    about: t(
      'Where passwords and tokens of connected systems are kept on this machine. They are never in the workspace folder.',
    ),
  },
  { name: 'about', title: t('About'), about: t('What runs here.') },
] as const

export type SectionName = (typeof sectionList)[number]['name']

/** The part that an address names; anything else is the first. */
export const parseSection = (item: string | null): (typeof sectionList)[number] =>
  sectionList.find(({ name }) => name === item) ?? sectionList[0]

export const sectionAddress = (name: SectionName): string => formatRoute('settings', name)
