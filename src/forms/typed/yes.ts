/** `on` is how a browser sends a ticked box that has no value of its own. */
const yes = new Set(['yes', 'on', 'true', '1', '是', '同意'])

/** Whether what was written says yes. Whatever else it says is no: a consent is never guessed. */
export const saysYes = (written: string): boolean => yes.has(written.normalize('NFKC').trim().toLowerCase())
