import type { Terminal } from './terminal.ts'

/** One JSON document on stdout, and nothing else: what `--json` promises. */
export const printJson = (terminal: Terminal, value: unknown): void => terminal.out(JSON.stringify(value, null, 1))
