/** What a command may touch of the outside: where it prints, what it is told, when it must stop. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** raw text on stderr, without a line's end */
  readonly write: (text: string) => void
  readonly isInteractive: boolean
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
}
