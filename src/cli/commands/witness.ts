import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Command } from 'commander'
import { AssayError } from '#base'
import { serveWitness } from '#http'
import {
  cosign,
  type LogCopy,
  look,
  parseVerifierKey,
  type SeenHead,
  type SigningKey,
  verifierKeyOf,
  type WatchedLog,
} from '#ledger'
import { folderWitnessMemory, nodeSignatureHolds, openLogCopy, witnessKey } from '#ledger/shelves'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { filled, languageOf } from '../one-line.ts'
import { positiveNumber, wholeNumber } from '../options.ts'
import { printJson } from '../print-json.ts'
import { untilStopped } from '../until-stopped.ts'
import type { World } from '../world.ts'

type Options = {
  readonly log: readonly string[]
  readonly state: string
  readonly name?: string
  readonly every: number
  readonly once?: boolean
  readonly listen?: number
  readonly host: string
  readonly json?: boolean
}

/** What one look at a log came to; `--json` prints it. */
type Seen =
  | {
      kind: 'cosigned'
      size: number
      root: string
      cosignature: string
      offered: 'accepted' | 'refused' | 'not offered'
    }
  | { kind: 'behind'; size: number; seen: number }
  | { kind: 'forked'; seen: { size: number; root: string }; shown: { size: number; root: string }; evidence: string }

export const addWitness = (program: Command, world: World, state: CommandState): void => {
  program
    .command('witness')
    .description('watch a ledger: cosign its checkpoints, and refuse a forked one')
    .argument('[ledger]', 'address of the ledger (https://office.example/ledger), or a folder that holds a copy')
    .requiredOption('--log <vkey>', 'the ledger’s verifier key; once for each key or ledger', collect, [])
    .option('--state <folder>', 'where this witness keeps its key and what it saw', '.assay-witness')
    .option('--name <name>', 'name of a new key, such as witness.example/w1')
    .option('--every <seconds>', 'time between two looks', positiveNumber, 60)
    .option('--once', 'one look, then end')
    .option(
      '--listen <port>',
      'answer add-checkpoint (C2SP tlog-witness) on this port; 0 for any free one',
      wholeNumber,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--json', 'one JSON document on stdout for each look')
    .addHelpText(
      'after',
      `
Examples:
  $ assay witness https://office.example/ledger --log 'office.example+1a2b3c4d+AZ…'
  $ assay witness --listen 8480 --log 'office.example+1a2b3c4d+AZ…'   let the ledger ask
Exit: 0 everything seen is one history · 1 a fork: both checkpoints are named and kept`,
    )
    .action(async (ledger: string | undefined, options: Options) => {
      const logs = logsOf(options.log) // before a key is made for nothing
      const folder = resolve(world.terminal.cwd, options.state)
      const key = await witnessKey(join(folder, 'witness-key'), options.name)
      say(world, 'key', { key: verifierKeyOf(key, 'cosignature') })
      const memory = folderWitnessMemory(join(folder, 'seen'))
      const witness = { logs, memory, key, seconds: () => secondsOf(world), holds: nodeSignatureHolds() }
      if (options.listen !== undefined) {
        const server = await serveWitness(witness, { host: options.host, port: options.listen })
        say(world, 'listening', { url: server.url })
        if (ledger === undefined) await untilStopped(world.terminal.signal)
        else await watch(ledger, { ...witness, folder }, options, world, state)
        await server.close()
      } else if (ledger === undefined) {
        throw new AssayError('ledger/nothing-to-watch', {})
      } else await watch(ledger, { ...witness, folder }, options, world, state)
    })
}

type Witness = {
  readonly logs: readonly WatchedLog[]
  readonly memory: ReturnType<typeof folderWitnessMemory>
  readonly key: SigningKey
  readonly folder: string
}

// oxlint-disable-next-line max-params
const watch = async (
  ledger: string,
  witness: Witness,
  options: Options,
  world: World,
  state: CommandState,
): Promise<void> => {
  const copy = await openLogCopy(ledger)
  let last: number | undefined
  for (;;) {
    try {
      const seen = await lookOnce(copy, witness, { world, last })
      if (seen !== undefined) tell(world, seen, options.json === true)
      if (seen?.kind === 'forked') {
        state.exitCode = EXIT.no
        return
      }
      if (seen?.kind === 'cosigned') last = seen.size
    } catch (error) {
      // A ledger that can't be reached now may be reached at the next look.
      const passing = error instanceof AssayError && error.code === 'ledger/copy-unreachable'
      if (options.once === true || !passing) throw error
      say(world, 'unreachable', error.facts)
    }
    if (options.once === true || world.terminal.signal.aborted) return
    await delay(options.every * 1000, undefined, { signal: world.terminal.signal }).catch(() => undefined)
    if (world.terminal.signal.aborted) return
  }
}

/** Resolves to nothing where the log stands as this process saw it. */
const lookOnce = async (
  copy: LogCopy,
  { logs, memory, key, folder }: Witness,
  { world, last }: { readonly world: World; readonly last: number | undefined },
): Promise<Seen | undefined> => {
  const note = await copy.checkpoint()
  const origin = note.split('\n')[0] ?? ''
  const log = logs.find((one) => one.origin === origin)
  if (log === undefined) {
    throw new AssayError('ledger/other-log', { got: origin, wanted: logs.map((one) => one.origin).join(', ') })
  }
  const seen = await memory.latest(origin)
  const sighting = await look(log, note, { seen, fetchTile: copy.tile })
  switch (sighting.kind) {
    case 'forked':
      return {
        kind: 'forked',
        seen: named(sighting.seen),
        shown: named(sighting.head),
        evidence: await keepEvidence(folder, sighting, world),
      }
    case 'behind':
      return { kind: 'behind', size: sighting.head.size, seen: sighting.seen.size }
    case 'same':
      return last === sighting.head.size ? undefined : cosigned(copy, key, sighting.head, world)
    case 'grown':
      // Another process of this witness may have gone on meanwhile: then its head is what the next look starts from.
      return (await memory.advance(origin, seen, sighting.head)) ? cosigned(copy, key, sighting.head, world) : undefined
  }
}

// oxlint-disable-next-line max-params
const cosigned = async (copy: LogCopy, key: SigningKey, head: SeenHead, world: World): Promise<Seen> => {
  const cosignature = cosign(head.note, key, secondsOf(world))
  return { kind: 'cosigned', ...named(head), cosignature, offered: await offer(copy, ownNote(head.note) + cosignature) }
}

// What other witnesses said of it is theirs to offer.
const ownNote = (note: string): string => note.slice(0, note.indexOf('\n', note.indexOf('\n\n') + 2) + 1)

const offer = async (copy: LogCopy, note: string): Promise<'accepted' | 'refused' | 'not offered'> => {
  if (!/^https?:/.test(copy.where)) return 'not offered'
  try {
    const answer = await fetch(`${copy.where}/cosignatures`, {
      method: 'POST',
      body: note,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      signal: AbortSignal.timeout(30_000),
    })
    return answer.ok ? 'accepted' : 'refused'
  } catch {
    return 'not offered' // the ledger is gone again; its next checkpoint is offered anew
  }
}

const keepEvidence = async (
  folder: string,
  { head, seen }: { readonly head: SeenHead; readonly seen: SeenHead },
  world: World,
): Promise<string> => {
  const place = join(folder, 'forks')
  await mkdir(place, { recursive: true })
  const path = join(place, `${world.clock().replaceAll(/[^0-9A-Za-z]/g, '')}-${seen.size}-${head.size}.txt`)
  await writeFile(path, `${seen.note}\n${head.note}`)
  return path
}

const named = ({ size, root }: SeenHead) => ({ size, root: Buffer.from(root).toString('base64') })
const secondsOf = (world: World): number => Math.floor(Date.parse(world.clock()) / 1000)
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const logsOf = (keys: readonly string[]): readonly WatchedLog[] => {
  const byOrigin = Map.groupBy(
    keys.map((key) => parseVerifierKey(key)),
    ({ name }) => name,
  )
  return [...byOrigin].map(([origin, of]) => ({ origin, keys: of }))
}

const tell = (world: World, seen: Seen, json: boolean): void => {
  if (json) printJson(world.terminal, seen)
  else if (seen.kind === 'forked') {
    say(world, 'forked', {
      seen: `${seen.seen.size} ${seen.seen.root}`,
      shown: `${seen.shown.size} ${seen.shown.root}`,
      evidence: seen.evidence,
    })
  } else if (seen.kind === 'behind') say(world, 'behind', { size: seen.size, seen: seen.seen })
  else {
    say(world, 'cosigned', { size: seen.size, root: seen.root })
    world.terminal.out(seen.cosignature.trimEnd())
    say(world, seen.offered === 'accepted' ? 'accepted' : seen.offered === 'refused' ? 'refused' : 'notOffered', {})
  }
}

const say = (world: World, what: keyof typeof WORDS, facts: AssayError['facts']): void =>
  world.terminal[what === 'key' || what === 'listening' || what === 'unreachable' ? 'err' : 'out'](
    filled(WORDS[what][languageOf(world.terminal.env)], facts),
  )

const WORDS = {
  key: { en: 'This witness’s key: {key}', ko: '이 증인의 키: {key}' },
  listening: {
    en: 'Answering at {url}add-checkpoint (Ctrl-C ends)',
    ko: '{url}add-checkpoint 에서 응답합니다(Ctrl-C로 끝냅니다).',
  },
  cosigned: { en: 'Cosigned: {size} entries, root {root}', ko: '공동 서명함: 항목 {size}개, 루트 {root}' },
  accepted: { en: 'The ledger took the cosignature.', ko: '원장이 공동 서명을 받았습니다.' },
  refused: {
    en: 'The ledger did not take the cosignature: its policy does not name this witness.',
    ko: '원장이 공동 서명을 받지 않았습니다. 원장의 정책에 이 증인이 없습니다.',
  },
  notOffered: {
    en: 'The cosignature was not handed to the ledger; give the line above to its office.',
    ko: '공동 서명을 원장에 전달하지 않았습니다. 위의 줄을 사무국에 전하십시오.',
  },
  behind: {
    en: 'The ledger shows an older head: {size} entries, {seen} were seen. Not cosigned.',
    ko: '원장이 더 오래된 머리를 보입니다: 항목 {size}개(전에 본 것은 {seen}개). 서명하지 않았습니다.',
  },
  forked: {
    en: 'FORKED: the ledger signed two histories. Seen before: {seen}. Shown now: {shown}. Not cosigned; both are kept in {evidence}.',
    ko: '갈라짐: 원장이 두 개의 역사에 서명하였습니다. 전에 본 것: {seen}. 지금 보인 것: {shown}. 서명하지 않았으며 둘 다 {evidence}에 보관하였습니다.',
  },
  unreachable: {
    en: '{where} cannot be read ({reason}); trying again.',
    ko: '{where}을(를) 읽을 수 없습니다({reason}). 다시 시도합니다.',
  },
} as const
