/** A start is refused for a known cause. The message is one line for the person who starts the portal. */
export class StartRefused extends Error {}
