import { isIP } from 'node:net'
import type { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible'
import type { PersonalData } from '#people/personal-data.ts'

/**
 * How much one may send, counted in the database for all processes together; in this process while it is away. These are
 * brakes in front of the real locks (of a login, of a one-time code), and wide: behind one address of a carrier may be
 * half a city.
 */
export interface RateLimits {
  /** Wrong passwords from an address. Beyond them a wrong one is answered slowly; a right one never is. */
  wrongSignIns: RateLimit
  /** Codes of nothing from an address. Against guessing, which 55 random bits make hopeless anyway. */
  wrongCodes: RateLimit
  /** Phones and e-mails that were typed to confirm who has only the code of a suggestion; for each suggestion. */
  confirmations: RateLimit
  /** One-time codes for one address; how many a phone gets is counted with the codes themselves. */
  codes: RateLimit
  /** How often one who writes asks what was said already. */
  similarAsks: RateLimit
  /** What a signed-in citizen sends, what comes with a phone number, and what comes from an address without either. */
  personWrites: RateLimit
  phoneWrites: RateLimit
  addressWrites: RateLimit
  /** Photos of a person who is signed in or of an address; each costs a second of work and room on the disk. */
  photos: RateLimit
  /** Letters of one address of e-mail in a day, and how often the desk hears of one that sends more. */
  letters: RateLimit
  tooManyLetters: RateLimit
  /** What a program asks and sends by its key, and wrong keys from an address. */
  clientCalls: RateLimit
  clientWrites: RateLimit
  wrongKeys: RateLimit
}

export interface RateLimit {
  /** Takes one; false when there is none left. */
  take(who: string | number): Promise<boolean>
}

const hour = 3600

export function createRateLimits(pool: Pool, personalData: PersonalData): RateLimits {
  const limit = (name: string, points: number, seconds: number) =>
    createRateLimit(pool, personalData, { name, points, seconds })
  return {
    wrongSignIns: limit('wrong-sign-ins', 50, hour / 4),
    wrongCodes: limit('wrong-codes', 300, hour / 6),
    confirmations: limit('confirmations', 10, 24 * hour),
    codes: limit('codes', 300, hour / 6),
    similarAsks: limit('similar-asks', 1200, hour / 6),
    personWrites: limit('person-writes', 120, hour),
    phoneWrites: limit('phone-writes', 20, 24 * hour),
    addressWrites: limit('address-writes', 3000, hour),
    photos: limit('photos', 600, hour),
    letters: limit('letters', 20, 24 * hour),
    tooManyLetters: limit('too-many-letters', 1, 24 * hour),
    clientCalls: limit('client-calls', 6000, hour),
    clientWrites: limit('client-writes', 1200, hour),
    wrongKeys: limit('wrong-keys', 300, hour / 6),
  }
}

/** `points` in `seconds` for each. Addresses and numbers are written down as keyed hashes only. */
export function createRateLimit(
  pool: Pool,
  personalData: PersonalData,
  { name, points, seconds }: { name: string; points: number; seconds: number },
): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: true,
    keyPrefix: name,
    points,
    duration: seconds,
    // Further attempts ask nothing of the database.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory({ points, duration: seconds }),
  })
  return {
    take: who =>
      limiter.consume(personalData.lookup(networkOf(String(who)), 'rate_limit.key')).then(
        () => true,
        () => false,
      ),
  }
}

/** One customer of an IPv6 provider holds a whole /64; IPv4 addresses, and whatever is no address, count singly. */
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

/** The address that the outermost of our own proxies saw; undefined without a proxy, and when what stands there is none. */
export function forwardedAddress(header: string, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return undefined
  const address = header
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .at(-trustedProxies)
  return address && isIP(address) ? address : undefined
}
