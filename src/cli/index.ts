import { Command, CommanderError } from 'commander'
import { addBench } from './commands/bench.ts'
import { addCheck } from './commands/check.ts'
import { addCompare } from './commands/compare.ts'
import { addDecide } from './commands/decide.ts'
import { addIndex } from './commands/index.ts'
import { addParents } from './commands/parents.ts'
import { addLedger } from './commands/ledger.ts'
import { addPanel } from './commands/panel.ts'
import { addRun } from './commands/run.ts'
import { addSearch } from './commands/search.ts'
import { addServe } from './commands/serve.ts'
import { addSubmit } from './commands/submit.ts'
import { addVerify } from './commands/verify.ts'
import { addWitness } from './commands/witness.ts'
import { addWork } from './commands/work.ts'
import { EXIT, exitCodeOf, isInterruption } from './exit-code.ts'
import { languageOf } from './one-line.ts'
import type { World } from './world.ts'

export type { Terminal } from './terminal.ts'
export type { World } from './world.ts'
export { textFiles } from './text-files.ts'

/** A sentence for every error code of the house; loads the words of every room. */
export const allErrorTexts = async () => (await import('./error-texts.ts')).errorTexts

/**
 * Runs one command line.
 *
 * @param args the words after `assay`
 * @returns the exit code: 0 done, 1 the answer is no, 2 the call or its input is wrong, 3 the office failed, 130 interrupted
 */
export const runCommandLine = async (args: readonly string[], world: World): Promise<number> => {
  const { terminal } = world
  const state: CommandState = { exitCode: EXIT.done }
  const program = commandLine(world, state)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return state.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongCall
    if (isInterruption(error)) {
      terminal.err(
        languageOf(terminal.env) === 'ko'
          ? '중단했습니다. 같은 명령으로 이어서 할 수 있습니다.'
          : 'Interrupted. The same command goes on from here.',
      )
      return EXIT.interrupted
    }
    const { sentenceOf } = await import('./sentence.ts') // the words of every room, its database driver too: loaded when needed
    terminal.err(`assay: ${sentenceOf(error, languageOf(terminal.env))}`)
    if (args.includes('--debug') && error instanceof Error) terminal.err(withCauses(error))
    return exitCodeOf(error)
  }
}

/** Commands that end with «no» rather than with an error set the exit code here. */
export type CommandState = { exitCode: number }

const commandLine = (world: World, state: CommandState): Command => {
  const program = new Command('assay')
    .description('The evaluation office for competitions between AI foundation models')
    .option('--debug', 'print the stack of an error')
    .configureOutput({
      writeOut: (text) => world.terminal.out(text.trimEnd()),
      writeErr: (text) => world.terminal.err(text.trimEnd()),
      // One line, as every refusal.
      outputError: (text, write) =>
        write(`${text.replace(/^error: /, 'assay: ').trimEnd()} (add --help to see how it is called, with examples)`),
    })
    .exitOverride()
    .addHelpText('after', EXAMPLES)
  for (const add of [
    addRun,
    addServe,
    addWork,
    addCompare,
    addSearch,
    addIndex,
    addParents,
    addBench,
    addCheck,
    addSubmit,
    addPanel,
    addDecide,
    addVerify,
    addWitness,
    addLedger,
  ])
    add(program, world, state)
  inherit(program)
  return program
}

// Every subcommand answers wrong calls as the program does, and knows --debug.
const inherit = (command: Command): void => {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    if (child.commands.length === 0) child.option('--debug', 'print the stack of an error')
    inherit(child)
  }
}

const withCauses = (error: Error): string =>
  error.cause instanceof Error ? `${error.stack}\ncaused by ${withCauses(error.cause)}` : String(error.stack)

const EXAMPLES = `
Examples:
  $ assay run programmes/sample                      evaluate a round, write its bundle, verify it
  $ assay compare models/ours models/theirs          do these weights come from those?
  $ assay bench run tasks/ --endpoint http://127.0.0.1:8000/v1/completions --model ours
  $ assay decide programme.yaml evidence/            the pure function: rules and evidence to decision
  $ assay verify bundle/ --key 'assay-office+…'      check everything an outsider can check

Exit codes: 0 done · 1 the answer is no · 2 the call or its input is wrong · 3 the office failed · 130 interrupted`
