import { describe, expect, it } from 'vitest'
import { causeKey, causeNameOf, causeText, parseCause } from '../../../main/store/cause-text.ts'

const cause = (code: string, message: string, more: { place?: string; attribute?: string } = {}): string =>
  causeNameOf({ code, message, place: more.place ?? null, attribute: more.attribute ?? null }).text

describe('what errors of one cause have in common', () => {
  it('is what is left without DNs, quoted values, addresses, numbers and the own name', () => {
    expect(
      causeText('There is an object with the name CN=Paul Schäfer,OU=People,DC=contoso,DC=test already', ''),
    ).toBe('There is an object with the name … already')
    expect(causeText('The parent OU=Barcelona,OU=People,DC=contoso,DC=test does not exist', '')).toBe(
      'The parent … does not exist',
    )
    expect(causeText('userPrincipalName "paul@contoso.test" is taken', '')).toBe(
      'userPrincipalName … is taken',
    )
    expect(causeText('paul.schaefer@contoso.test is taken by E10423', '')).toBe('… is taken by …')
    expect(causeText('Li Wei is locked', 'Li Wei')).toBe('… is locked')
    expect(causeText('a name with an escaped comma: CN=A\\, B,OU=X,DC=t is taken', '')).toBe(
      'a name with an escaped comma: … is taken',
    )
  })

  it('keeps what tells kinds of errors apart: codes of systems, short numbers, names of rules', () => {
    expect(causeText('refused (HTTP 409)', '')).toBe('refused (HTTP 409)')
    expect(causeText('0000208D: NameErr: DSID-03100245, problem 2001 (NO_OBJECT)', '')).toContain(
      '0000208D: NameErr: DSID-03100245',
    )
    expect(causeText('"12" is not one integer for uidNumber (rule "In from HR", object E7)', '')).toBe(
      '… is not one integer for uidNumber (rule "In from HR", object …)',
    )
    expect(causeText('the row has 7 cells and the header 8', '')).toBe('the row has 7 cells and the header 8')
    expect(causeText('the key "E1" is on line 3 already; line 3 was read, line 12 was not', '')).toBe(
      'the key … is on line … already; line … was read, line … was not',
    )
  })

  it('leaves out the object that a finding begins with', () => {
    expect(cause('export-failed', 'Anna Nowak: update was not written: Anna Nowak is locked')).toBe(
      '… is locked',
    )
    expect(cause('rejected-row', 'hr.csv line 4: "x" is not a date', { place: 'hr.csv line 4' })).toBe(
      '… is not a date',
    )
    expect(
      cause(
        'exported-change-not-reimported',
        'Olaf: update of costCenter was written and not found on reading back: costCenter was written as "CC-4410" and read as empty',
      ),
    ).toBe('costCenter was written as … and read as empty')
    expect(
      cause(
        'no-unique-value',
        'Anna gets no account in Active Directory: every value for sAMAccountName is taken (anna, anna2)',
      ),
    ).toBe('Active Directory: every value for sAMAccountName is taken (…)')
  })

  it('says nothing where the kind says it all, and the attribute of writes does not divide them', () => {
    expect(cause('ambiguous-join', 'Anna in AD matches 2 identities by mail a@b.c: Anna, Hanna')).toBe('')
    const one = { code: 'export-failed', place: null, message: 'Anna: update was not written: refused' }
    expect(causeNameOf({ ...one, attribute: 'mail' })).toEqual(causeNameOf({ ...one, attribute: null }))
  })

  it('has a name that is read back; what is none is no cause', () => {
    const name = { code: 'export-failed', attribute: null, text: 'refused: "…"' }
    expect(parseCause(causeKey(name))).toEqual(name)
    for (const text of ['', 'x', '{}', '[1]', '["a"]', 'null']) expect(parseCause(text)).toBeUndefined()
  })
})
