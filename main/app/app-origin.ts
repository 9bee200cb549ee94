/** The scheme and origin that the desktop window's pages come from, and no other page does. */
export const appScheme = 'app'
export const appHost = 'joinery'
export const appUrl = `${appScheme}://${appHost}/`

export function isAppUrl(text: string): boolean {
  const url = parseUrl(text)
  return url?.protocol === `${appScheme}:` && url.host === appHost
}

/** What may be handed to the system's browser: https, a named host, no credentials in the address. */
export function isSafeExternal(text: string): boolean {
  const url = parseUrl(text)
  return url?.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === ''
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
