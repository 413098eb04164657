import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawCode, formatCode, parseCode } from '#suggestions/code.ts'

const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const code = fc.noShrink(fc.constant(0).map(() => drawCode()))
const position = fc.nat({ max: 11 })

describe('the code of a suggestion', () => {
  test('is twelve characters that cannot be mistaken for each other, and never the same twice', () => {
    const codes = Array.from({ length: 2000 }, drawCode)
    for (const drawn of codes) expect(drawn).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
    expect(new Set(codes).size).toBe(codes.length)
  })

  test('is printed in groups of four', () => {
    expect(formatCode('8F3K7QWD2M9T')).toBe('8F3K-7QWD-2M9T')
  })

  test('is read back from what was printed', () => {
    fc.assert(fc.property(code, drawn => parseCode(formatCode(drawn)) === drawn))
  })

  test('is forgiven O for 0, I and L for 1, case, dashes, spaces and full-width letters', () => {
    const disguise = (drawn: string, choice: number) =>
      [
        drawn.toLowerCase(),
        drawn.replaceAll('0', 'O').replaceAll('1', 'l'),
        drawn.replaceAll('0', 'o').replaceAll('1', 'I'),
        drawn.replace(/[!-~]/g, character => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
        `  ${formatCode(drawn).replaceAll('-', ' — ')}　\n`,
        formatCode(drawn).replaceAll('-', '－'),
      ][choice]!
    fc.assert(fc.property(code, fc.nat({ max: 5 }), (drawn, choice) => parseCode(disguise(drawn, choice)) === drawn))
  })

  test('shows every single wrong character', () => {
    fc.assert(
      fc.property(code, position, fc.constantFrom(...alphabet), (drawn, at, other) => {
        fc.pre(drawn[at] !== other)
        return parseCode(drawn.slice(0, at) + other + drawn.slice(at + 1)) === undefined
      }),
    )
  })

  test('shows two neighbours that changed places', () => {
    fc.assert(
      fc.property(code, fc.nat({ max: 10 }), (drawn, at) => {
        fc.pre(drawn[at] !== drawn[at + 1])
        return parseCode(drawn.slice(0, at) + drawn[at + 1] + drawn[at] + drawn.slice(at + 2)) === undefined
      }),
    )
  })

  test.each(['', '0', '8F3K-7QWD', 'U'.repeat(12), '８'.repeat(12_000), '𠮷𠮷𠮷𠮷𠮷𠮷', '建言编号', '\0'.repeat(12)])(
    'is not found in %j',
    typed => {
      expect(parseCode(typed)).toBeUndefined()
    },
  )

  test('takes anything that people type without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), typed => void parseCode(typed)))
  })
})
