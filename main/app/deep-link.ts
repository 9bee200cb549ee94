/** The scheme of links that lead into the workbench from mails, tickets and other programs: `joinery://changes?system=ad`. */
export const linkScheme = 'joinery'

/** Longer than any address of a screen. */
const longest = 2000

/**
 * The place in the workbench that a link names, as `#/changes?system=ad`; undefined for anything else. A link only ever shows a screen: whoever
 * made it decides nothing and writes nothing.
 */
export function placeOfLink(link: string): string | undefined {
  if (link.length > longest || !link.startsWith(`${linkScheme}:`) || !URL.canParse(link)) return undefined
  const { protocol, hostname, pathname, search, hash, username, password, port } = new URL(link)
  if (protocol !== `${linkScheme}:` || username !== '' || password !== '' || port !== '') return undefined
  if (!/^[a-z]+$/.test(hostname)) return undefined
  const path = pathname === '/' ? '' : pathname
  return `#/${hostname}${path}${hash}${search}`
}

/** The first link among the arguments of a start; the system hands them over like that on Windows and Linux. */
export function placeAmong(args: readonly string[]): string | undefined {
  for (const arg of args) {
    const place = placeOfLink(arg)
    if (place !== undefined) return place
  }
  return undefined
}
