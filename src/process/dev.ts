import { dev } from 'astro'
import { readConfig } from '#config.ts'
import { openPortal } from '#portal.ts'

/** `npm run dev`: Astro's own server with reloading, on the same portal as `npm start`. Nothing here is for the public. */
const config = readConfig(process.env)
const portal = await openPortal(config)
const server = await dev({
  root: new URL('../..', import.meta.url).pathname,
  server: { host: config.host, port: config.port },
})

async function stop(): Promise<void> {
  await server.stop()
  await portal.close()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
