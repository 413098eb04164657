import { plainCharacters } from './characters.ts'

/** A number in plain digits, full-width ones too. `0x1F`, `1e3` and `Infinity` are no numbers that people write. */
export function readNumber(typed: string): number | undefined {
  const text = plainCharacters(typed).replace(/[−–]/g, '-').replace(/^\+/, '')
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}
