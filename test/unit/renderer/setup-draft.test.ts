import { describe, expect, it } from 'vitest'
import type { ConnectorInfo } from '../../../preload/contract/connectors.ts'
import {
  emptyDraft,
  freeHue,
  lettersOf,
  nameFrom,
  valueOfField,
  wireDraft,
  withConnector,
  withField,
  withTitle,
} from '../../../renderer/features/systems/setup/draft.ts'

const field = (
  name: string,
  kind: 'text' | 'switch' | 'choice' | 'secret',
  initial: string | null = null,
) => ({
  name,
  label: name,
  help: null,
  placeholder: null,
  group: '',
  step: 1,
  kind,
  path: null,
  address: false,
  choices: kind === 'choice' ? [{ value: 'a', label: 'A' }] : [],
  required: false,
  initial,
})
const connector = (id: string): ConnectorInfo => ({
  id,
  title: id,
  version: '1',
  writes: true,
  delta: true,
  fields: [],
})

describe('a system that is filled in', () => {
  it('gets its name and letters from the title, until somebody names it', () => {
    const titled = withTitle(emptyDraft(2), 'HR Größe (Workday)')
    expect(titled).toMatchObject({ name: 'hr-grosse-workday', look: { letters: 'HG', hue: 2 } })
    expect(withTitle({ ...titled, name: 'mine', named: true }, 'Other').name).toBe('mine')
    expect(nameFrom('2nd 名前')).toBe('nd')
    expect([
      lettersOf('Active Directory'),
      lettersOf('ServiceNow'),
      lettersOf('payroll'),
      lettersOf(''),
    ]).toEqual(['AD', 'SN', 'PA', ''])
  })

  it('shows defaults where one sees them, and sends only what was filled in', () => {
    const draft = withConnector(emptyDraft(1), connector('ldap'))
    expect(valueOfField(draft, field('on', 'switch', 'true'))).toBe(true)
    expect(valueOfField(draft, field('pick', 'choice'))).toBe('a')
    expect(valueOfField(draft, field('port', 'text', '636'))).toBe('')
    const filled = withField(withField(draft, field('host', 'text'), 'h'), field('password', 'secret'), 'p')
    expect(wireDraft(filled)).toEqual({
      name: 'new-system',
      connector: 'ldap',
      fields: { host: 'h' },
      secrets: { password: 'p' },
    })
  })

  it('begins anew with another connector, and not with the same one', () => {
    const filled = withField(withConnector(emptyDraft(1), connector('ldap')), field('host', 'text'), 'h')
    expect(withConnector(filled, connector('ldap'))).toBe(filled)
    expect(withConnector(filled, connector('scim')).fields).toEqual({})
  })

  it('takes the hue that the fewest systems have', () => {
    expect(freeHue([])).toBe(1)
    expect(freeHue([{ hue: 1 }, { hue: 2 }, { hue: 4 }])).toBe(3)
    expect(freeHue([1, 2, 3, 4, 5, 1].map((hue) => ({ hue })))).toBe(2)
  })
})
