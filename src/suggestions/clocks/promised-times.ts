import type { Db } from '#db/schema.ts'
import { findWorkingDays, loadOffice } from './office.ts'
import type { Allowance } from '#calendar/working-days.ts'

/** How long each step may take in general, as the settings have it now; exceptions for a kind or category aside. */
export interface PromisedTimes {
  accept: Allowance
  handOver: Allowance
  atOnce: Allowance
  ordinary: Allowance
  complex: Allowance
  /** How many working days an extension may have at most. */
  extension: number
}

/** What the pages that explain the way of a suggestion promise. */
export async function findPromisedTimes(db: Db): Promise<PromisedTimes> {
  const office = await loadOffice(db)
  const general = (
    step: 'accept' | 'hand-over' | 'answer',
    level: 'at-once' | 'ordinary' | 'complex' | null = null,
  ): Allowance => {
    const setting = office.settings.find(
      row => row.step === step && row.level === level && row.kind === null && row.category === null,
    )
    if (!setting) throw new Error(`no general deadline is set for ${step} (${level ?? 'any level'})`)
    return setting.hours === null ? { workingDays: setting.working_days! } : { hours: setting.hours }
  }
  return {
    accept: general('accept'),
    handOver: general('hand-over'),
    atOnce: general('answer', 'at-once'),
    ordinary: general('answer', 'ordinary'),
    complex: general('answer', 'complex'),
    extension: findWorkingDays(office, 'extension'),
  }
}
