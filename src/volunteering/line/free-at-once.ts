import { sql } from 'kysely'

/** Of a `shift`: how many places are for whoever comes next. None while somebody waits: what is free is offered to them first. */
export const freeAtOnce = sql<number>`(CASE
  WHEN shift.taken < shift.capacity AND NOT EXISTS (SELECT 1 FROM sign_up line WHERE line.shift_id = shift.id AND line.state = 'waiting')
  THEN shift.capacity - shift.taken ELSE 0 END)`
