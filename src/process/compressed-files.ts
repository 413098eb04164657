import { readdir, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { AstroIntegration } from 'astro'

/**
 * Compresses the style sheets and scripts once, at build, as small as they get: every page brings its sheet along, and what
 * the server compresses for each request is a fifth larger.
 */
export function compressedFiles(): AstroIntegration {
  return {
    name: 'compressed-files',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = new URL('_astro/', dir)
        const names = (await readdir(folder)).filter(name => /\.(?:css|js)$/.test(name))
        await Promise.all(
          names.map(async name => writeCompressed(new URL(name, folder), await readFile(new URL(name, folder)), 11)),
        )
      },
    },
  }
}

/** Writes `.br` and `.gz` beside a file, for the server to send (src/process/server.ts). */
export async function writeCompressed(file: URL, bytes: Buffer, quality: number): Promise<void> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  await Promise.all([
    promisify(brotliCompress)(bytes, { params }).then(small => writeFile(new URL(`${file.href}.br`), small)),
    promisify(gzip)(bytes, { level: 9 }).then(small => writeFile(new URL(`${file.href}.gz`), small)),
  ])
}
