import type { Bilingual } from '#base'

/** What a person sees of a running round. Stages follow each other; tasks inside one may overlap. */
export type Stage =
  | 'open'
  | 'seal'
  | 'receive'
  | 'benchmark'
  | 'provenance'
  | 'people'
  | 'acts'
  | 'decide'
  | 'publish'
  | 'verify'

export type Progress =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'task'
      readonly stage: Stage
      readonly task: string
      readonly done: number
      readonly of: number
      readonly unit: string
    }
  | { readonly kind: 'task-done'; readonly stage: Stage; readonly task: string; readonly note: string }
  | { readonly kind: 'stage-done'; readonly stage: Stage; readonly note: Bilingual }

export type OnProgress = (progress: Progress) => void
