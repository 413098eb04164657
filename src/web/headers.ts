/**
 * On every response, whoever makes it. Nothing from another host, nothing inline.
 * `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` on our own forms.
 */
export const securityHeaders: Record<string, string> = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** Only over https, where a browser may act on it. */
export const transportHeader = { 'Strict-Transport-Security': 'max-age=31536000' }
