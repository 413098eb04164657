import type { Migration } from 'kysely/migration'
import * as peopleAndEvents from './0001-people-and-events.ts'
import * as suggestions from './0002-suggestions.ts'
import * as workingDays from './0003-working-days.ts'
import * as courseOfASuggestion from './0004-course-of-a-suggestion.ts'
import * as messages from './0005-messages.ts'
import * as accounts from './0006-accounts.ts'
import * as volunteers from './0010-volunteers.ts'
import * as activities from './0011-activities.ts'
import * as desk from './0020-desk.ts'
import * as deskAtAMillion from './0021-desk-at-a-million.ts'
import * as figures from './0022-figures.ts'
import * as organisersWords from './0025-organisers-words.ts'
import * as volunteersToAsk from './0026-volunteers-to-ask.ts'

/** Every migration in the order of its number. Forward only: a landed one is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-people-and-events': peopleAndEvents,
  '0002-suggestions': suggestions,
  '0003-working-days': workingDays,
  '0004-course-of-a-suggestion': courseOfASuggestion,
  '0005-messages': messages,
  '0006-accounts': accounts,
  '0010-volunteers': volunteers,
  '0011-activities': activities,
  '0020-desk': desk,
  '0021-desk-at-a-million': deskAtAMillion,
  '0022-figures': figures,
  '0025-organisers-words': organisersWords,
  '0026-volunteers-to-ask': volunteersToAsk,
}
