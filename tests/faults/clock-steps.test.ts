import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { embeddedDataDir } from '../support/database.ts'
import { surroundings } from '../support/surroundings.ts'

const worker = fileURLToPath(new URL('jobs-by-a-clock.ts', import.meta.url))
/** The library that gives a process another clock; it is preloaded. */
const library = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).stdout?.trim()

const [hour, day] = [3600, 86_400]

test.runIf(library)(
  `jobs go on within a minute and a half after the clock was set, back or forward, by hours or weeks, and complain once a minute at most${library ? '' : ' (not here: the Debian package faketime is missing)'}`,
  async () => {
    const dataDir = await embeddedDataDir()
    const clock = join(dataDir, 'clock')
    const setClock = (seconds: number) => writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    setClock(0)
    const child = spawn(process.execPath, [worker, dataDir], {
      env: {
        ...surroundings,
        LD_PRELOAD: library!,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let [said, complained] = ['', '']
    child.stdout.on('data', chunk => (said += chunk))
    child.stderr.on('data', chunk => (complained += chunk))
    const hear = async (word: string, seconds: number) => {
      const end = performance.now() + seconds * 1000
      while (!said.includes(word) && performance.now() < end) await wait(250)
      expect(said, `${word} after ${seconds} s; ${complained.slice(0, 2000)}`).toContain(word)
    }
    await hear('minute', 90)
    await hear('added', 10)

    for (const offset of [-2 * hour, 40 * day, 0, 3 * hour]) {
      const begin = performance.now()
      setClock(offset)
      await wait(2500)
      ;[said, complained] = ['', '']
      await hear('added', 30)
      await hear('minute', 90)
      const minutes = Math.ceil((performance.now() - begin) / 60_000)
      expect(complained.split('\n').length - 1, `set to ${offset}: ${complained.slice(0, 2000)}`).toBeLessThanOrEqual(
        minutes,
      )
    }
  },
)
