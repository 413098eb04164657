/** Nothing from another host, nothing inline. */
const policy = {
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

/** Decap compiles its validators, styles itself, and reads back the pictures an editor has just chosen. */
const editorsPolicy = {
  ...policy,
  'script-src': "'self' 'unsafe-eval'",
  'style-src': "'self' 'unsafe-inline'",
  'connect-src': "'self' blob:",
}

const written = (directives: Record<string, string>) =>
  Object.entries(directives)
    .map(directive => directive.join(' '))
    .join('; ')

// `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` on our own forms.
const everywhere: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const writtenForAll = written(policy)
const writtenForEditors = written(editorsPolicy)

/** On every response, no matter what makes it. The editors' page alone has a policy of its own. */
export function securityHeaders(pathname: string | undefined, isHttps: boolean): Record<string, string> {
  const isEditorsPage = pathname === '/admin' || pathname === '/admin/'
  return {
    ...everywhere,
    'Content-Security-Policy': isEditorsPage ? writtenForEditors : writtenForAll,
    // A browser may act on it over https alone.
    ...(isHttps && { 'Strict-Transport-Security': 'max-age=31536000' }),
  }
}
