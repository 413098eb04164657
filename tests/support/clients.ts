import { randomUUID } from 'node:crypto'
import type { ClientPower } from '#db/schema-clients.ts'
import type { Db } from '#db/schema.ts'
import { addClient } from '#machines/clients.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { receiveFromClient } from '#suggestions/suggestions.ts'
import { dataKey } from './server.ts'
import { suggestionInput } from './suggestion.ts'

const personalData = createPersonalData(dataKey)

/** A client of its own name, and its key. */
export async function addTestClient(
  db: Db,
  by: { id: number },
  now: Date,
  may: ClientPower[] = ['send', 'read', 'webhooks'],
): Promise<{ id: number; key: string }> {
  const added = await addClient(db, personalData, { name: randomUUID(), contact: '13900000000', may }, by, now)
  if ('refused' in added) throw new Error(added.refused)
  return added
}

/** A suggestion that a client has sent. Returns its number. */
export async function sendAs(db: Db, client: { id: number }, now: Date, typed: Record<string, string> = {}) {
  const sent = await receiveFromClient(db, suggestionInput(typed), [], client, {
    personalData,
    now,
    privacyVersion: '2026-11-22',
  })
  if ('refused' in sent) throw new Error(sent.refused)
  return sent.number
}
