import { oid, RawControl } from '../kit/ldap/controls.ts'

/** No referrals to other domains: what is asked of this domain is answered by this controller. */
export const domainScope = new RawControl(oid.domainScope)
/** Tombstones are found as well. */
export const showDeleted = new RawControl('1.2.840.113556.1.4.417')
/** Adding a value that is there, or removing one that is not, is no error. Samba keeps to it for most attributes, not for members. */
export const permissiveModify = new RawControl('1.2.840.113556.1.4.1413')
/** An object is deleted with all below it. */
export const treeDelete = new RawControl('1.2.840.113556.1.4.805')
