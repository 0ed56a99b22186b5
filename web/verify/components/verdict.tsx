import { useEffect } from 'react'
import { checkIds, type Verification } from '#verify'
import { Seal } from '../../report/components/hallmark.tsx'
import { whole } from '../../report/formats.ts'
import { useWords, type Words } from '../../shell/language.tsx'
import type { Run } from '../use-verification.ts'
import { Failure } from './failure.tsx'

/** The one sentence of the page, and what it rests on; said aloud when it changes. */
export const Verdict = ({ run }: { run: Run | undefined }) => {
  const words = useWords()
  const { t } = words
  const sentence = sentenceOf(run, words)
  useEffect(() => {
    document.title = `${sentence} · Assay`
  }, [sentence])
  const verification = run?.kind === 'done' ? run.verification : undefined
  return (
    <div className="pagehead" role="status">
      <h1 className="second verdict">
        {verification !== undefined && <Seal ok={verification.ok} />}
        {sentence}
      </h1>
      {run === undefined && (
        <p className="lede">
          {t(
            '이 묶음은 한 화면에 담을 수 있는 크기를 넘습니다. 아래에서 묶음의 폴더를 고르십시오.',
            'This bundle is too large to be carried in a page. Choose its folder below.',
          )}
        </p>
      )}
      {verification?.ok === true && <Rests verification={verification} />}
      {verification !== undefined && verification.failure !== null && <Failure failure={verification.failure} />}
    </div>
  )
}

const sentenceOf = (run: Run | undefined, { t }: Words): string => {
  if (run === undefined) return t('공개 묶음 직접 검증하기', 'Check the bundle yourself')
  if (run.kind === 'running') return t('이 브라우저에서 점검하고 있습니다', 'Checking in this browser')
  const { length } = checkIds
  return run.verification.ok
    ? t(`${length}가지 점검을 모두 통과했습니다`, `All ${length} checks pass`)
    : t('검증에 실패했습니다', 'Verification failed')
}

const Rests = ({ verification: { key, checked } }: { verification: Verification }) => {
  const { t } = useWords()
  return (
    <>
      <p className="lede">
        {t(
          `점수 ${whole(checked.recomputed)}개를 봉인된 규칙과 평가 근거로 다시 계산했고, 평가 근거 ${whole(checked.attested)}건은 기록된 대로 받아들였습니다.`,
          `${whole(checked.recomputed)} points figures were computed again from the sealed rules and the evidence; ${whole(checked.attested)} pieces of evidence are taken as they stand.`,
        )}
      </p>
      <p className="whose">
        <code className={`keyword ${key}`}>{key}</code>{' '}
        {key === 'given'
          ? t('따로 받은 열쇠로 서명을 확인했습니다.', 'The signatures were checked with the key that you gave.')
          : t(
              '묶음 안의 열쇠로 서명을 확인했습니다. 다른 이가 모두 다시 서명한 묶음은 기관의 열쇠를 주어야 드러납니다.',
              'The signatures were checked with the key inside the bundle. A bundle that somebody else signed throughout is found only with the key of the office.',
            )}
      </p>
    </>
  )
}
