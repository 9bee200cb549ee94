import { randomBytes } from 'node:crypto'

/** What index.html holds in place of the nonce of one page load. */
const placeholder = '__CSP_NONCE__'

/**
 * The content security policy of a page: our own files, styles that carry the nonce, and nothing from elsewhere.
 * `socket` is the one address beside our own that the page may connect to.
 */
export function contentPolicy(nonce: string, socket?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${socket ? ` ${socket}` : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every answer, page or not. */
export const plainHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
}

export function createNonce(): string {
  return randomBytes(18).toString('base64')
}

export function fillNonce(page: string, nonce: string): string {
  return page.replaceAll(placeholder, nonce)
}
