import { type BerWriter, Control } from 'ldapts'

/** A control by its OID and its encoded value; what the server answers is in `LdapResult.controls`. */
export class RawControl extends Control {
  readonly value: Buffer | undefined

  constructor(oid: string, { critical = true, value }: { critical?: boolean; value?: Buffer } = {}) {
    super(oid, { critical })
    this.value = value
  }

  override writeControl(writer: BerWriter): void {
    if (this.value !== undefined) writer.writeBuffer(this.value, 0x04)
  }
}

export const oid = {
  pagedResults: '1.2.840.113556.1.4.319',
  /** Active Directory: no referrals to other domains. */
  domainScope: '1.2.840.113556.1.4.1339',
  /** RFC 4528. */
  assertion: '1.3.6.1.1.12',
  /** RFC 3296: an entry that refers elsewhere is read as it is. */
  manageDsaIt: '2.16.840.1.113730.3.4.2',
  /** RFC 3062, an extended operation. */
  passwordModify: '1.3.6.1.4.1.4203.1.11.1',
} as const
