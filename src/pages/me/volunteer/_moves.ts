import { findMove } from '#forms/move.ts'
import type { GardenMove } from '#volunteering/move.ts'
import { answer } from '#volunteering/needs/moves/answer.ts'
import { withdrawal } from '#volunteering/needs/moves/withdrawal.ts'
import { appointmentMoves, membershipMoves } from '#volunteering/organisations/moves/index.ts'
import { lateWords } from '#volunteering/sign-ups/moves/cancellation.ts'
import { objection } from '#volunteering/sign-ups/moves/objection.ts'
import { signUpMoves } from '#volunteering/sign-ups/moves/index.ts'
import { ageWithdrawal } from '#volunteering/volunteers/moves/age-withdrawal.ts'
import { appeal } from '#volunteering/volunteers/moves/appeal.ts'
import { leaving } from '#volunteering/volunteers/moves/leaving.ts'
import { renewal } from '#volunteering/volunteers/moves/renewal.ts'
import { revocation } from '#volunteering/volunteers/moves/revocation.ts'

/** Every button of “my garden”, by what it moves: posted to `/me/volunteer/{kind}/{id}/{name}`. */
export const gardenMoves: Record<
  | 'blocks'
  | 'sign-ups'
  | 'minors-sign-ups'
  | 'needs'
  | 'invitations'
  | 'organisations'
  | 'appointments'
  | 'consents'
  | 'minors'
  | 'volunteers'
  | 'age-claims',
  readonly GardenMove<never>[]
> = {
  blocks: [appeal],
  'sign-ups': signUpMoves,
  'minors-sign-ups': [objection],
  needs: [withdrawal],
  invitations: [answer],
  organisations: membershipMoves,
  appointments: appointmentMoves,
  consents: [revocation],
  minors: [renewal],
  volunteers: [leaving],
  'age-claims': [ageWithdrawal],
}

/** What the page says after a move. */
export function sayDone(name: string | null): string | undefined {
  return name === 'cancellation-late' ? lateWords : findMove(Object.values(gardenMoves).flat(), name ?? undefined)?.done
}
