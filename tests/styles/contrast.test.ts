import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

function tokensOf(part: string): Record<string, string> {
  return Object.fromEntries(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  )
}

const modes = { light: tokensOf(light), dark: { ...tokensOf(light), ...tokensOf(dark) } }

/** WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = [1, 3, 5].map(at => {
      const channel = parseInt(hex.slice(at, at + 2), 16) / 255
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

const grounds = ['paper', 'card', 'mist']
const texts = [
  ...['ink', 'soft', 'celadon', 'vermilion', 'gold'].flatMap(text => grounds.map(ground => [text, ground])),
  ['ink', 'celadon-pale'],
  ['soft', 'celadon-pale'],
  ['celadon', 'celadon-pale'],
  ['ink', 'vermilion-pale'],
  ['vermilion', 'vermilion-pale'],
  ['ink', 'gold-pale'],
  ['gold', 'gold-pale'],
  ['soft', 'sky'],
  ['soft', 'hill-far'],
  ['ink', 'hill-far'],
  ['on-celadon', 'celadon-fill'],
  ['on-celadon', 'celadon-press'],
  ['on-celadon-soft', 'celadon-fill'],
  ['on-night', 'night'],
]
const controls = ['edge', 'celadon-mid', 'vermilion-fill'].flatMap(line => grounds.map(ground => [line, ground]))

describe.each(Object.entries(modes))('in %s mode', (_mode, tokens) => {
  test.each(texts)('%s is readable on %s', (text, ground) => {
    expect(contrast(tokens[text!]!, tokens[ground!]!)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(controls)('%s bounds a control on %s', (line, ground) => {
    expect(contrast(tokens[line!]!, tokens[ground!]!)).toBeGreaterThanOrEqual(3)
  })
})
