import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BadConfiguration, readConfig } from '#config.ts'

describe('the configuration', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'portal-config-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  const key = Buffer.alloc(32, 7).toString('base64')
  const production = { NODE_ENV: 'production', ORIGIN: 'https://wenming.example.cn', DATA_KEY: key }

  test('needs nothing for trying out, and seeds sample people', () => {
    expect(readConfig({ DATA_DIR: dataDir })).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4321,
      origin: 'http://127.0.0.1:4321',
      originIsSet: false,
      demo: true,
    })
  })

  test('seeds nobody on PostgreSQL unless asked', () => {
    const env = { DATA_DIR: dataDir, DATABASE_URL: 'postgres://127.0.0.1/portal' }
    expect(readConfig(env).demo).toBe(false)
    expect(readConfig({ ...env, DEMO: '1' }).demo).toBe(true)
  })

  test('takes an empty value as not given', () => {
    expect(readConfig({ DATA_DIR: dataDir, DATABASE_URL: '', PORT: '' })).toMatchObject({
      databaseUrl: undefined,
      port: 4321,
    })
  })

  test('keeps one trial key beside the data', () => {
    const first = readConfig({ DATA_DIR: dataDir }).dataKey
    expect(readConfig({ DATA_DIR: dataDir }).dataKey).toEqual(first)
    expect(Buffer.from(readFileSync(join(dataDir, 'data.key'), 'utf8'), 'base64')).toHaveLength(32)
  })

  test('accepts the data key in hexadecimal too', () => {
    expect(readConfig({ ...production, DATA_DIR: dataDir, DATA_KEY: '07'.repeat(32) }).dataKey).toEqual(
      Buffer.alloc(32, 7),
    )
  })

  test.each([
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '70000' }],
    ['ORIGIN', { ORIGIN: 'wenming.example.cn' }],
    ['ORIGIN', { ORIGIN: 'https://wenming.example.cn/portal' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://127.0.0.1/portal' }],
    ['DATA_KEY', { DATA_KEY: 'short' }],
    ['ORIGIN', { ...production, ORIGIN: '' }],
    ['DATA_KEY', { ...production, DATA_KEY: '' }],
    ['DEMO', { ...production, DEMO: '1' }],
  ])('names %s in one line when it is wrong: %j', (name, env) => {
    const read = () => readConfig({ DATA_DIR: dataDir, ...env })
    expect(read).toThrow(BadConfiguration)
    expect(read).toThrow(new RegExp(`^${name}: [^\n]+$`))
  })

  test.each([
    ['TRUSTED_PROXIES', '7', '0 to 5'],
    ['PORT', '1.5', '0 to 65535'],
    ['WORKERS', 'two', '1 to 64'],
  ])('says between which numbers %s lies', (name, given, bounds) => {
    expect(() => readConfig({ DATA_DIR: dataDir, [name]: given })).toThrow(
      `${name}: must be a whole number from ${bounds}`,
    )
  })

  test('makes the data directory with the folders above it', () => {
    const deep = join(dataDir, 'a', 'b', 'c')
    expect(readConfig({ DATA_DIR: deep }).dataDir).toBe(deep)
    expect(statSync(deep).isDirectory()).toBe(true)
  })

  test('says so when the data directory is a file', () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    expect(() => readConfig({ DATA_DIR: file })).toThrow(/^DATA_DIR: /)
  })
})
