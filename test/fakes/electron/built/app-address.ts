/**
 * Chromium itself knows no `app:` scheme and offers no way to register one from outside, so pages get an address below this reserved name,
 * which has what Electron's registration gives `app:`: an origin of its own and the rights of https. Nothing outside of the page sees it:
 * the main process, its protocol handler and its guards read and write `app://joinery/`.
 */
export const appOrigin = 'app://joinery'
export const pageOrigin = 'https://joinery.invalid'

export function toPage(url: string): string {
  return url.startsWith(`${appOrigin}/`) ? pageOrigin + url.slice(appOrigin.length) : url
}

export function toApp(url: string): string {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`)
    ? appOrigin + url.slice(pageOrigin.length)
    : url
}

/** The preload script compares origins and names one as a target: the one constant that is not as it was built. */
export function preloadForPage(text: string): string {
  const parts = text.split(`"${appOrigin}"`)
  if (parts.length !== 2) throw new Error(`The preload script names ${appOrigin} ${parts.length - 1} times`)
  return parts.join(JSON.stringify(pageOrigin))
}
