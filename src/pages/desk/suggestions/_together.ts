import * as z from 'zod'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
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

/** A hand-over of several. */
export const handOverTogether = handOver.form.safeExtend(chosenForm.shape)

/** What may be chosen in it. */
export const togetherOptions = (units: ReadonlyMap<string, string>) => ({
  ...unitOptions(units),
  lead: new Map([[proposedUnit, words.eachItsOwn], ...units]),
})
