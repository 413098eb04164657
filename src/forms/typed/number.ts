import { plainCharacters } from './characters.ts'

/** A number in plain digits, full-width ones too. `0x1F`, `1e3` and `Infinity` are no numbers that people write. */
export function readNumber(typed: string): number | undefined {
  const text = plainCharacters(typed).replace(/[−–]/g, '-').replace(/^\+/, '')
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}

const side = '(?:北纬|南纬|东经|西经|[NSEW])'
const shown = new RegExp(
  `^(${side}?)[:\\s]*(-?\\d{1,3}(?:\\.\\d{1,12})?)(?:\\s*[°º度]\\s*(?:(\\d{1,2}(?:\\.\\d{1,12})?)\\s*['′’分]\\s*(?:(\\d{1,2}(?:\\.\\d{1,12})?)\\s*(?:["″”秒]|''|′′)\\s*)?)?)?\\s*(${side}?)$`,
)

/**
 * Degrees as maps show them: `28.4517`, `28.4517°`, `北纬28.4517°`, `28°27′06″N`, `N 28.4517`.
 * South and west are negative.
 */
export function readDegrees(typed: string): number | undefined {
  const parts = shown.exec(plainCharacters(typed).toUpperCase().replace(/[−–]/g, '-'))
  if (!parts) return undefined
  const [, before = '', degrees = '', minutes = '0', seconds = '0', after = ''] = parts
  if ((before && after) || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
  const size = Math.abs(Number(degrees)) + Number(minutes) / 60 + Number(seconds) / 3600
  // Six decimals are a hand's breadth.
  const rounded = Math.round(size * 1e6) / 1e6
  return /[SW南西]/.test(before + after) || degrees.startsWith('-') ? -rounded : rounded
}
