import type { Language } from './names.ts'

export interface Place {
  /** As HR and the directory's OUs call it. */
  readonly city: string
  readonly country: string
  /** The office on the door sign. */
  readonly office: string
  /** What the directory called the office before the houses were renamed. */
  readonly formerOffice: string
  readonly language: Language
  /** Country and area code without zeros and plus: `49 89`. */
  readonly dialling: readonly [country: string, area: string]
  /** People of a thousand. */
  readonly weight: number
}

const place = (
  city: string,
  country: string,
  formerOffice: string,
  language: Language,
  dialling: readonly [string, string],
  weight: number,
): Place => ({ city, country, office: `${formerOffice} HQ`, formerOffice, language, dialling, weight })

export const places: readonly Place[] = [
  place('Munich', 'Germany', 'München', 'german', ['49', '89'], 190),
  place('Berlin', 'Germany', 'Berlin', 'german', ['49', '30'], 140),
  place('Vienna', 'Austria', 'Wien', 'german', ['43', '1'], 60),
  place('Zurich', 'Switzerland', 'Zürich', 'german', ['41', '44'], 50),
  place('London', 'United Kingdom', 'London', 'english', ['44', '20'], 150),
  place('Manchester', 'United Kingdom', 'Manchester', 'english', ['44', '161'], 50),
  place('Paris', 'France', 'Paris', 'french', ['33', '1'], 60),
  place('Warsaw', 'Poland', 'Warszawa', 'polish', ['48', '22'], 80),
  place('Prague', 'Czechia', 'Praha', 'czech', ['420', '2'], 40),
  place('Istanbul', 'Türkiye', 'İstanbul', 'turkish', ['90', '212'], 40),
  place('Copenhagen', 'Denmark', 'København', 'nordic', ['45', '33'], 40),
  place('Stockholm', 'Sweden', 'Stockholm', 'nordic', ['46', '8'], 40),
  place('Athens', 'Greece', 'Αθήνα', 'greek', ['30', '21'], 15),
  place('Sofia', 'Bulgaria', 'София', 'bulgarian', ['359', '2'], 15),
  place('Tokyo', 'Japan', '東京', 'japanese', ['81', '3'], 15),
  place('Dubai', 'United Arab Emirates', 'دبي', 'arabic', ['971', '4'], 15),
]

/** Offices of one country a person may move between. */
export const neighbours: Readonly<Record<string, string>> = {
  Munich: 'Berlin',
  Berlin: 'Munich',
  London: 'Manchester',
  Manchester: 'London',
}

export interface Division {
  readonly name: string
  readonly units: readonly string[]
  readonly titles: readonly string[]
}

/** Divisions whose people all use the service desk. */
export const serviceDivisions: readonly Division[] = [
  {
    name: 'IT',
    units: ['IT Operations', 'IT Platform', 'Information Security'],
    titles: [
      'Systems Engineer',
      'Network Engineer',
      'Security Analyst',
      'Database Administrator',
      'Developer',
    ],
  },
  {
    name: 'Customer Support',
    units: ['Support EMEA', 'Support Premium'],
    titles: ['Support Engineer', 'Support Specialist', 'Customer Success Manager'],
  },
]

export const salesEmea: Division = {
  name: 'Sales',
  units: ['Sales EMEA'],
  titles: [
    'Account Manager',
    'Inside Sales Representative',
    'Sales Manager',
    'Presales Consultant',
    'Bid Manager',
  ],
}

export const otherDivisions: readonly Division[] = [
  {
    name: 'Finance',
    units: ['Accounting', 'Controlling'],
    titles: ['Accountant', 'Controller', 'Payroll Clerk'],
  },
  {
    name: 'Human Resources',
    units: ['People Services'],
    titles: ['Recruiter', 'HR Business Partner', 'HR Clerk'],
  },
  { name: 'Operations', units: ['Logistics', 'Procurement'], titles: ['Planner', 'Buyer', 'Warehouse Lead'] },
  {
    name: 'Marketing',
    units: ['Brand', 'Digital Marketing'],
    titles: ['Designer', 'Content Editor', 'Campaign Lead'],
  },
  { name: 'Legal', units: ['Legal and Compliance'], titles: ['Counsel, Corporate', 'Compliance Officer'] },
  {
    name: 'Research',
    units: ['Materials', 'Product Design'],
    titles: ['Researcher', 'Product Designer', 'Lab Technician'],
  },
]

/** Job titles that get a service desk account in any division. */
export const serviceDeskTitles = ['Service Desk Agent', 'Service Desk Lead', 'Incident Coordinator'] as const
