import { createHmac } from 'node:crypto'
import { lookup as resolve } from 'node:dns'
import { request as requestPlainly } from 'node:http'
import { request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** A piece of JSON for a program of somebody else. `id` is the same on every attempt. */
export interface SignedPost {
  url: string
  /** `whsec_` and the key in base64. */
  secret: string
  id: string
  body: string
}

/** The other side says that it wants no more. */
export class Gone extends Error {}
/** It would go into a network of our own. */
export class PrivateAddress extends Error {
  constructor() {
    super('the address is no public one over https')
  }
}

const maxBytes = 64 * 1024
const patience = 10_000

/** What no public address begins with (RFC 6890), in IPv4 and IPv6. */
const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4')
/** Only 2000::/3 is public, and in it what carries an IPv4 address or is for examples is not. */
const publicIpv6 = new BlockList()
publicIpv6.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6')

/** Whether an IP address is one that anybody in the world could reach. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4')
  return isIP(address) === 6 && publicIpv6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
}

/** Finds the addresses of a name as the connection needs them, so that what was looked at is what is connected to. */
const lookUpPublic: LookupFunction = (hostname, options, callback) =>
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new PrivateAddress(), '')
    if (options.all) return callback(null, addresses)
    const { address, family } = addresses[0]!
    callback(null, address, family)
  })

/** Whether something may be posted there: over https to a public address; for trying out, also to this machine itself. */
export function mayPostTo(url: string, mayReachSelf: boolean): boolean {
  const parsed = URL.parse(url)
  if (!parsed || parsed.username || parsed.password || parsed.hash) return false
  if (isSelf(parsed)) return mayReachSelf
  const literal = parsed.hostname.replace(/^\[(.*)\]$/, '$1')
  // A name is looked up, and looked at, when it is posted to.
  return parsed.protocol === 'https:' && (!isIP(literal) || isPublicAddress(literal))
}

const isSelf = ({ protocol, hostname }: URL) => protocol === 'http:' && hostname === '127.0.0.1'

/** By Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64. */
export function signatureOf(
  { secret, id, body }: Pick<SignedPost, 'secret' | 'id' | 'body'>,
  timestamp: number,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/**
 * Posts JSON, signed as Standard Webhooks say. Throws when it was not taken (no 2xx within ten seconds), `Gone` for 410.
 * Follows no redirect, which could lead anywhere, and connects only to the public address that it has looked at.
 */
export async function postSigned(post: SignedPost, { mayReachSelf }: { mayReachSelf: boolean }): Promise<void> {
  const url = new URL(post.url)
  if (!mayPostTo(post.url, mayReachSelf)) throw new PrivateAddress()
  const body = Buffer.from(post.body)
  if (body.length > maxBytes) throw new Error('more than 64 KB')
  const timestamp = Math.floor(Date.now() / 1000)
  const options = {
    method: 'POST',
    agent: false,
    lookup: lookUpPublic,
    signal: AbortSignal.timeout(patience),
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': body.length,
      'User-Agent': 'lishui-wenming',
      'webhook-id': post.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(post, timestamp),
    },
  } as const
  const status = await new Promise<number>((taken, failed) => {
    const sending = (isSelf(url) ? requestPlainly : request)(url, options, response => {
      // What it says beside the status is of no use, and may be endless.
      response.destroy()
      taken(response.statusCode ?? 0)
    })
    sending.once('error', failed)
    sending.end(body)
  })
  if (status === 410) throw new Gone('answered 410')
  if (status < 200 || status > 299) throw new Error(`answered ${status}`)
}
