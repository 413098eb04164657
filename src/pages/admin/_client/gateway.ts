import {
  type GatewayAction,
  type GatewayActions,
  type GatewayRefusal,
  type GatewayRequest,
  gatewayHeader,
} from '#publishing/decap/protocol.ts'
import { adminText } from '#publishing/drafts/words.ts'

/** What the gateway answered when it did not do what was asked. */
export class Refused extends Error {
  readonly refusal: GatewayRefusal
  readonly status: number

  constructor(refusal: GatewayRefusal, status: number) {
    super(refusal.error)
    // Decap shows `${error}`: without a name that is the sentence alone.
    this.name = ''
    this.refusal = refusal
    this.status = status
  }
}

let underWay = 0

/** Resolves when no question has been under way for a while. */
export async function quiet(): Promise<void> {
  for (let calm = 0; calm < 3; calm = underWay === 0 ? calm + 1 : 0)
    await new Promise(resolve => setTimeout(resolve, 100))
}

/** Asks the gateway for one action. Rejects with `Refused`, also when the network or the server is away. */
export async function ask<Action extends GatewayAction>(
  action: Action,
  params: GatewayActions[Action]['params'],
): Promise<GatewayActions[Action]['answer']> {
  const request: GatewayRequest<Action> = { branch: 'main', action, params }
  underWay += 1
  const response = await fetch('/admin/gateway', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
    body: JSON.stringify(request),
  }).catch(() => undefined)
  const body: unknown = await response?.json().catch(() => undefined)
  underWay -= 1
  if (response?.ok && body !== undefined) return body as GatewayActions[Action]['answer']
  const refusal = isRefusal(body) ? body : { error: adminText.away, reason: 'unavailable' as const }
  throw new Refused(refusal, response?.status ?? 503)
}

function isRefusal(body: unknown): body is GatewayRefusal {
  return typeof body === 'object' && body !== null && typeof (body as GatewayRefusal).error === 'string'
}
