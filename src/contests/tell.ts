import type { Trx } from '#db/schema.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { tellAuthors } from '#suggestions/tell.ts'
import type { ContestCase, ContestEntry } from './contests.ts'

type Template = Extract<Parameters<typeof tellAuthors>[2], `suggestion-contest-${string}`>

/** Tells the authors of entries, if they wish to be told. Who withdrew is told no more. */
export async function tellEntries(
  trx: Trx,
  entries: readonly ContestEntry[],
  template: Template,
  now: Date,
  facts: Record<string, string | number> = {},
): Promise<void> {
  for (const { suggestion_id: id, matter: number, state } of entries)
    if (state !== 'withdrawn') await tellAuthors(trx, { id, number }, template, facts, now, { alone: true })
}

/** Tells judges that there is something to judge. */
export async function tellJudges(trx: Trx, { call }: ContestCase, ids: readonly number[], now: Date): Promise<void> {
  await enqueueMessages(
    trx,
    ids.map(personId => ({
      to: { personId },
      template: 'contest-judging' as const,
      facts: { contest: call.id },
      about: { kind: 'contest', id: call.id },
    })),
    now,
  )
}
