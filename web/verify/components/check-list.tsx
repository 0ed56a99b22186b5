import { type Check, checkIds, checkNames } from '#verify'
import { Glyph } from '../../report/components/hallmark.tsx'
import { whole } from '../../report/formats.ts'
import { useWords } from '../../shell/language.tsx'
import type { Run } from '../use-verification.ts'

type State = 'passed' | 'failed' | 'now' | 'waiting' | 'unmade'

/** The checks, lit one by one as they are made. */
export const CheckList = ({ run }: { run: Run }) => {
  const { lang, t } = useWords()
  const said: Record<State, string> = {
    passed: t('통과', 'passed'),
    failed: t('실패', 'failed'),
    now: t('점검 중', 'being checked'),
    waiting: t('대기', 'waiting'),
    unmade: t('점검하지 않음', 'not made'),
  }
  return (
    <ol className="checklist" aria-busy={run.kind === 'running'}>
      {checkIds.map((id, at) => {
        const check = run.checks[at]
        const state = stateOf(run, check, at)
        return (
          <li key={id} className={state}>
            <span className="sign">
              <Sign state={state} />
              <span className="vh">{said[state]}</span>
            </span>
            <span>{checkNames[id][lang]}</span>
            <span className="num">{countOf(run, check, state) ?? (state === 'unmade' ? said.unmade : '')}</span>
          </li>
        )
      })}
    </ol>
  )
}

const stateOf = (run: Run, check: Check | undefined, at: number): State => {
  if (check !== undefined) return check.ok ? 'passed' : 'failed'
  if (run.kind === 'done') return 'unmade'
  return at === run.checks.length ? 'now' : 'waiting'
}

const countOf = (run: Run, check: Check | undefined, state: State): string | undefined => {
  if (state === 'passed' && check !== undefined) return whole(check.count)
  return state === 'now' && run.kind === 'running' && run.done > 0 ? whole(run.done) : undefined
}

const Sign = ({ state }: { state: State }) => {
  if (state === 'passed') return <Glyph name="check" />
  if (state === 'failed') return <Glyph name="cross" />
  return state === 'unmade' ? <Glyph name="dash" /> : <span className="dot" aria-hidden="true" />
}
