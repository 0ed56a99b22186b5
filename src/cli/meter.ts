import type { Terminal } from './terminal.ts'

export type Meter = {
  readonly update: (progress: { readonly what: string; readonly done: number; readonly of: number }) => void
  readonly end: () => void
}

const REDRAW_STEPS = 100 // a line is redrawn when the share has moved by one percent, however often it is told

/** One line on stderr that says how far a long command is; silent where nobody looks (no terminal, `--json`). */
export const meter = (terminal: Terminal, wanted: boolean): Meter => {
  if (!wanted || !terminal.isInteractive) return { update: () => {}, end: () => {} }
  let shown = ''
  return {
    update: ({ what, done, of }) => {
      const share = of === 0 ? REDRAW_STEPS : Math.floor((done / of) * REDRAW_STEPS)
      const line = `${what} ${share} %`
      if (line === shown) return
      shown = line
      terminal.write(`\r\u001b[K${line}`)
    },
    end: () => {
      if (shown !== '') terminal.write('\r\u001b[K')
    },
  }
}
