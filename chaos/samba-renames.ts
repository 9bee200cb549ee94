/** `name` in the attribute ids of Active Directory's schema. */
const nameAttribute = 0x90001
const header = 16
const entrySize = 48

/**
 * How often an object was renamed or moved, from its `replPropertyMetaData` (MS-DRSR, 5.16.4): each time raises the version of `name`, which
 * is 1 in a new object. An object that is not in that form counts as never renamed.
 */
export function renamesOf(metadata: Buffer): number {
  if (metadata.length < header || metadata.readUInt32LE(0) !== 1) return 0
  const count = metadata.readUInt32LE(8)
  for (let at = header; at < header + count * entrySize && at + entrySize <= metadata.length; at += entrySize)
    if (metadata.readUInt32LE(at) === nameAttribute) return metadata.readUInt32LE(at + 4) - 1
  return 0
}
