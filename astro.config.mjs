import node from '@astrojs/node'
import { defineConfig, passthroughImageService } from 'astro/config'
import { compressedFiles } from './src/process/compressed-files.ts'
import { decapFiles } from './src/process/decap-files.ts'
import { feedRoutes } from './src/process/feed-routes.ts'

export default defineConfig({
  output: 'server',
  // src/process/server.ts listens, limits and drains; pages are rendered whole, so an error is always a clean 500.
  adapter: node({ mode: 'middleware', experimentalDisableStreaming: true, bodySizeLimit: 512 * 1024 * 1024 }),
  integrations: [compressedFiles(), decapFiles(), feedRoutes()],
  // Kept by Lucia in the database, not by Astro on the disk.
  session: false,
  // Pictures are made in their sizes when they are uploaded, never on a visitor's demand.
  image: { service: passthroughImageService() },
  // The origin is checked in src/middleware.ts, in Chinese and for every kind of body.
  security: { checkOrigin: false },
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  // Inline scripts and data: addresses would be refused by the content security policy.
  vite: { build: { assetsInlineLimit: 0 } },
})
