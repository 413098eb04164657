import { connect } from '#db/connect.ts'

/** Opens the embedded database of a directory and holds it until it is killed; says `open`, or why not. */
try {
  const connection = await connect({ dataDir: process.argv[2]! })
  console.log('open')
  setInterval(() => connection, 60_000)
} catch (error) {
  console.log((error as Error).message)
}
