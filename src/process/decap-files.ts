import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import decap from 'decap-cms/package.json' with { type: 'json' }
import { writeCompressed } from './compressed-files.ts'

const source = new URL('.', import.meta.resolve('decap-cms'))
/** The self-contained bundle, the parts it loads when it needs them, the picture encoder, the licences. */
const wanted = /^(?:decap-cms\.js|\d+\.decap-cms\.js|[0-9a-f]+\.wasm|decap-cms\.js\.LICENSE\.txt)$/
const folder = `admin/decap-${decap.version}/`

/**
 * Puts Decap's files from node_modules beside our own under `/admin/decap-<version>/`, compressed once at build
 * (5.2 MB become 1.2 MB); the version in the path lets browsers keep them for good.
 */
export function decapFiles(): AstroIntegration {
  return {
    name: 'decap-files',
    hooks: {
      'astro:build:done': async ({ dir }) => copyCompressed(new URL(folder, dir)),
      'astro:server:setup': ({ server }) => {
        server.middlewares.use(`/${folder}`, (request, response, next) => {
          const name = (request.url ?? '').slice(1)
          if (!wanted.test(name)) return next()
          response.setHeader('Content-Type', name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript')
          createReadStream(fileURLToPath(new URL(name, source))).pipe(response)
        })
      },
    },
  }
}

async function copyCompressed(target: URL): Promise<void> {
  await mkdir(target, { recursive: true })
  const names = (await readdir(source)).filter(name => wanted.test(name))
  await Promise.all(
    names.map(async name => {
      const bytes = await readFile(new URL(name, source))
      await Promise.all([writeFile(new URL(name, target), bytes), writeCompressed(new URL(name, target), bytes, 9)])
    }),
  )
}
