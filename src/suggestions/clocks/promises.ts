import type { Step } from '#db/schema-course.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { listClocks } from './deadlines.ts'
import { loadOffice } from './office.ts'
import type { Calculation } from '#calendar/working-days.ts'

/** Which clock says when the citizen may expect the next step; in other states none is to come, or it is the citizen's turn. */
const awaited: Partial<Record<SuggestionState, Step>> = {
  received: 'accept',
  accepted: 'hand-over',
  'handed-over': 'answer',
  'signed-for': 'answer',
  returned: 'hand-over',
  answered: 'verify',
  'sent-back': 'rework',
  reopened: 'answer',
}

/** Whose end the author waits for in a state; undefined when it is their own turn or nothing is to come. */
export const awaitedStep = (state: SuggestionState): Step | undefined => awaited[state]

/**
 * By when the citizen may expect the next step (`promise`), with the arithmetic; undefined when none is to come.
 * `answer` is the time of the answer where it runs on beside that, as after a return.
 */
export async function findPromises(
  db: Db,
  { id, state }: { id: number; state: SuggestionState },
): Promise<{ promise?: Calculation | undefined; answer?: Calculation | undefined }> {
  const step = awaitedStep(state)
  if (!step) return {}
  const clocks = await listClocks(db, await loadOffice(db), id)
  const running = (step: Step) => clocks.findLast(clock => clock.step === step && clock.ended_at === null)?.calculation
  // What was being reworked may have gone to another unit.
  const promise = running(step) ?? (step === 'answer' ? running('rework') : undefined)
  return { promise, answer: step === 'answer' ? undefined : running('answer') }
}
