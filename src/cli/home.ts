import { resolve } from 'node:path'
import type { Terminal } from './terminal.ts'

/** The office's folder: as the option says, else ASSAY_HOME, else `.assay` where the command was called. */
export const homeOf = ({ env, cwd }: Terminal, option: string | undefined): string =>
  resolve(cwd, option ?? env['ASSAY_HOME'] ?? '.assay')
