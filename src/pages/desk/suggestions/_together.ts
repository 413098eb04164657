import * as z from 'zod'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { tick } from '#forms/fields.ts'
import { deputyWords } from '#suggestions/deputy-words.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import type { Preview } from '#suggestions/redaction/preview.ts'
import { handOverWords as words } from '#suggestions/list-words.ts'
import { unitOptions } from './_screen.ts'

/** A page of the table, and some; a form may not have more. */
const most = 60

/** The numbers that were chosen, each once. */
export const numbersOf = (texts: string[]) => [
  ...new Set(texts.slice(0, most).flatMap(text => readSuggestionNumber(text) ?? [])),
]

/** What was chosen in a list. */
export const chosenForm = z.object({ number: z.array(z.string()).default([]) })

/** As lead unit of a hand-over of several: each goes to the one that is proposed for it. No id of the register begins so. */
export const proposedUnit = '-'

/** A form has at most a hundred fields, and each that is chosen takes one already. */
const mostTicks = 30

/** The previews that have to be looked at, as many as a form can hold; the others are handed over one by one. */
export function previewsThatFit(previews: ReadonlyMap<string, Preview>): Map<string, Preview> {
  let ticks = 0
  return new Map(
    [...previews].filter(([, { isToBeSeen, photos, texts }]) => {
      if (!isToBeSeen && photos.length === 0) return false
      ticks += 1 + texts.reduce((sum, { findings }) => sum + findings.length, 0)
      return ticks <= mostTicks
    }),
  )
}

/** A hand-over of several; one tick for all units without an officer. */
export const handOverTogether = handOver.form.safeExtend({
  ...chosenForm.shape,
  unheard_too: tick(deputyWords.confirmAll),
})

/** What may be chosen in it. */
export const togetherOptions = (units: ReadonlyMap<string, string>) => ({
  ...unitOptions(units),
  lead: new Map([[proposedUnit, words.eachItsOwn], ...units]),
})
