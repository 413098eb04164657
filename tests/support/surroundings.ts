const passedOn = ['PATH', 'HOME', 'LD_PRELOAD', 'FAKETIME', 'FAKETIME_DONT_FAKE_MONOTONIC']

/** What a process of ours that a test starts is given of our environment: where programs are, and the clock of the run (`.ci/on-day` sets it). */
export const surroundings: Record<string, string> = Object.fromEntries(
  passedOn.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
)
