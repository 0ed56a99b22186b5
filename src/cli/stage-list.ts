import type { OnProgress, Progress, Stage } from '#office'
import { Listr } from 'listr2'
import { languageOf, type Language } from './one-line.ts'
import type { Terminal } from './terminal.ts'

export type StageList = { readonly update: OnProgress; readonly end: () => Promise<void> }

/**
 * Live progress of a round on stderr: one line for each stage, one for each task that runs inside it.
 * Without a terminal each stage prints one plain line when it begins and one when it ends.
 */
export const stageList = (terminal: Terminal, wanted: boolean): StageList => {
  if (!wanted) return { update: () => {}, end: async () => {} }
  const language = languageOf(terminal.env)
  return terminal.isInteractive ? liveList(language) : plainList(terminal, language)
}

const STAGES: readonly (readonly [Stage, Readonly<Record<Language, string>>])[] = [
  ['open', { en: 'Open the office', ko: '사무국 열기' }],
  ['seal', { en: 'Seal the rules', ko: '규칙 봉인' }],
  ['receive', { en: 'Receive submissions', ko: '제출물 접수' }],
  ['benchmark', { en: 'Benchmark', ko: '성능 시험' }],
  ['provenance', { en: 'Compare weights', ko: '가중치 비교' }],
  ['people', { en: 'Experts and users', ko: '전문가와 사용자' }],
  ['acts', { en: 'Replies and determinations', ko: '소명과 결정' }],
  ['decide', { en: 'Decide', ko: '평가 결과 산출' }],
  ['publish', { en: 'Write the bundle', ko: '공개 묶음 작성' }],
  ['verify', { en: 'Verify', ko: '검증' }],
]

const plainList = (terminal: Terminal, language: Language): StageList => {
  const names = new Map(STAGES.map(([stage, name]) => [stage, name[language]]))
  return {
    update: (progress) => {
      const name = names.get(progress.stage) ?? progress.stage
      if (progress.kind === 'task-done') terminal.err(`  ${name}: ${progress.task}  ${progress.note}`)
      else if (progress.kind === 'stage-done') terminal.err(`${name}: ${progress.note[language]}`)
    },
    end: async () => {},
  }
}

const liveList = (language: Language): StageList => {
  const gates = new Map(STAGES.map(([stage]) => [stage, gate()]))
  const bars = new Map<Stage, StageBar>()
  const list = new Listr(
    STAGES.map(([stage, name]) => ({
      title: name[language],
      task: async (_context: unknown, task: ShownTask) => {
        bars.set(stage, stageBar(task, name[language]))
        await gates.get(stage)?.passed
      },
    })),
    // The list lives on stderr: stdout belongs to the outcome.
    { concurrent: false, exitOnError: false, rendererOptions: { collapseErrors: false, showErrorMessage: false } },
  )
  const finished = list.run().catch(() => {})
  return {
    update: (progress) => {
      if (progress.kind === 'stage-done') {
        bars.get(progress.stage)?.finish(progress.note[language])
        gates.get(progress.stage)?.pass()
      } else bars.get(progress.stage)?.show(progress)
    },
    end: async () => {
      for (const one of gates.values()) one.stop()
      await finished
    },
  }
}

type StageBar = { readonly show: (progress: Progress) => void; readonly finish: (note: string) => void }

/** The two lines of a task that the list shows. */
type ShownTask = { title: unknown; output: unknown }

const stageBar = (task: ShownTask, name: string): StageBar => {
  const running = new Map<string, string>()
  return {
    show: (progress) => {
      if (progress.kind === 'task') running.set(progress.task, taskWords(progress))
      else if (progress.kind === 'task-done') running.delete(progress.task)
      task.output = [...running.values()].join('   ')
    },
    finish: (note) => {
      task.title = `${name}: ${note}`
    },
  }
}

type TaskProgress = Extract<Progress, { kind: 'task' }>

const taskWords = ({ task, done, of, unit }: TaskProgress): string =>
  of === 0 ? task : `${task} ${done}/${of} ${unit}`

const gate = () => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})
  return { passed: promise, pass: () => resolve(), stop: () => reject(new Error('not reached')) }
}
