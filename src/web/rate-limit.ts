import { RateLimiterMemory } from 'rate-limiter-flexible'

/**
 * Attempts per address and window, in this process's memory: a brake in front of the real locks,
 * which stand in the database. Made once, in the portal.
 */
export interface RateLimits {
  /** Failed sign-ins of one address. Generous, because a whole office may share one. */
  signIn: RateLimit
  /** Codes that lead to no suggestion. Against guessing, which 55 random bits make hopeless anyway. */
  tracking: RateLimit
  /** One-time codes asked for; each costs an SMS to somebody's phone. */
  codes: RateLimit
}

export interface RateLimit {
  /** Takes one attempt; false when the address has none left. */
  take(address: string): Promise<boolean>
  /** Gives the attempt back, when it was a good one. */
  giveBack(address: string): Promise<void>
}

export function createRateLimits(): RateLimits {
  return {
    signIn: createRateLimit({ points: 50, seconds: 15 * 60 }),
    tracking: createRateLimit({ points: 30, seconds: 10 * 60 }),
    codes: createRateLimit({ points: 20, seconds: 10 * 60 }),
  }
}

/** `points` attempts in `seconds` for each address. */
export function createRateLimit({ points, seconds }: { points: number; seconds: number }): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  return {
    take: address =>
      limiter.consume(networkOf(address)).then(
        () => true,
        () => false,
      ),
    async giveBack(address) {
      await limiter.reward(networkOf(address))
    },
  }
}

/** One customer of an IPv6 provider holds a whole /64; IPv4 addresses count singly. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':')
    .toLowerCase()
}

/**
 * The address a request comes from. Each trusted proxy of ours appends the address it saw to
 * X-Forwarded-For; what stands further left was written by the visitor and proves nothing.
 */
export function addressOf(
  { request, clientAddress }: { request: Request; clientAddress: string },
  trustedProxies: number,
): string {
  return forwardedAddress(request.headers.get('x-forwarded-for') ?? '', trustedProxies) ?? clientAddress
}

/** The address that the outermost of our own proxies saw; undefined without a proxy. */
export function forwardedAddress(header: string, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return undefined
  return header
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .at(-trustedProxies)
}
