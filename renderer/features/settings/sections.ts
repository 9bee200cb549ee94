import { formatRoute } from '../../shell/route.ts'

/** The parts of the settings, in their order. */
export const sectionList = [
  {
    name: 'appearance',
    title: 'Appearance',
    about: 'How the workbench looks to you. Kept on this machine, not in the workspace.',
  },
  { name: 'data', title: 'Data', about: 'Where this workspace lies, and what it takes on the disk.' },
  {
    name: 'retention',
    title: 'Retention',
    about: 'What is kept how long, what may go into archives by now, and taking it there.',
  },
  {
    name: 'protections',
    title: 'Limits and policies',
    about:
      'What stops an export, what needs two people, and what is never written. All of it is text in the workspace folder, changed and versioned there.',
  },
  {
    name: 'secrets',
    title: 'Secrets',
    about:
      'Where passwords and tokens of connected systems are kept on this machine. They are never in the workspace folder.',
  },
  { name: 'about', title: 'About', about: 'What runs here.' },
] as const

export type SectionName = (typeof sectionList)[number]['name']

/** The part that an address names; anything else is the first. */
export const parseSection = (item: string | null): (typeof sectionList)[number] =>
  sectionList.find(({ name }) => name === item) ?? sectionList[0]

export const sectionAddress = (name: SectionName): string => formatRoute('settings', name)
