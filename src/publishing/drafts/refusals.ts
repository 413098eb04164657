import { noRoomStatus } from '#forms/disk-full.ts'
import type { GatewayReason, GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Refusal } from '../git/repository.ts'

/** The status of an answer that is not 2xx, by its reason. */
export const statusOf: Readonly<Record<GatewayReason, number>> = {
  'not-signed-in': 401,
  forbidden: 403,
  'same-person': 403,
  'step-missing': 409,
  gate: 422,
  'not-found': 404,
  stale: 409,
  taken: 409,
  conflict: 409,
  invalid: 422,
  'bad-file': 422,
  'too-large': 413,
  'bad-request': 400,
  unavailable: 503,
  'no-room': noRoomStatus,
}

/** An answer that says no; `error` is Chinese. */
export const refusal = (reason: GatewayReason, error: string, more: Partial<GatewayRefusal> = {}): GatewayRefusal => ({
  error,
  reason,
  ...more,
})

/** Why a commit was not written: somebody was quicker, the repository that machines share is away or forbids it, or ours is locked. */
export const notWritten = ({ refused }: Refusal, path: string): GatewayRefusal =>
  refused === 'away'
    ? refusal('unavailable', words.sharedAway, { path })
    : refused === 'declined'
      ? refusal('conflict', words.sharedDeclined, { path })
      : refused === 'locked'
        ? refusal('unavailable', words.locked, { path })
        : refusal('stale', words.moved, { path })

/** Whether looking again can help: somebody was quicker. */
export const isOvertaken = ({ refused }: Refusal): boolean => !['away', 'declined', 'locked'].includes(refused)

export const isRefusal = (answer: object): answer is GatewayRefusal => 'error' in answer && 'reason' in answer
