import { defineConfig } from '@playwright/test'

const everything = process.env.TESTS === 'all'

/**
 * Debian's Chromium, as citizens have it on a phone and staff on a desk. What anybody reads runs at both widths, the ways
 * of citizens on a phone and those of staff on a desk; with `TESTS=all` everything at both.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Two cores: while one test waits for its browser another works. Each worker has a portal of its own.
  workers: 2,
  // Room for a machine that is much slower: nothing is measured here.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // A shared machine may stall for seconds; a second try is reported as flaky, never hidden.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [['list']] : [['line']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'phone',
      testIgnore: everything ? [] : /(?:admin.*|drafts|desk|morning|organiser|problem-life)\.spec/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    {
      name: 'desk',
      testIgnore: everything ? [] : /(?:citizen|photos|suggest|volunteer)\.spec/,
      use: { viewport: { width: 1280, height: 900 } },
    },
  ],
})
