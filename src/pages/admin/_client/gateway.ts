import { type GatewayAction, type GatewayActions, type GatewayRefusal, type GatewayRequest, gatewayHeader } from '../../../publishing/gateway-protocol.ts'
import { adminText } from '../../../text/admin.ts'

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

/** Asks the gateway for one action. Rejects with `Refused`, also when the network or the server is away. */
export async function ask<Action extends GatewayAction>(action: Action, params: GatewayActions[Action]['params']): Promise<GatewayActions[Action]['answer']> {
  const request: GatewayRequest<Action> = { branch: 'main', action, params }
  const response = await fetch('/admin/gateway', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
    body: JSON.stringify(request),
  }).catch(() => undefined)
  const body: unknown = await response?.json().catch(() => undefined)
  if (response?.ok && body !== undefined) return body as GatewayActions[Action]['answer']
  const refusal = isRefusal(body) ? body : { error: adminText.away, reason: 'unavailable' as const }
  throw new Refused(refusal, response?.status ?? 503)
}

function isRefusal(body: unknown): body is GatewayRefusal {
  return typeof body === 'object' && body !== null && typeof (body as GatewayRefusal).error === 'string'
}
