import { useReport } from '../context.tsx'
import { whole } from '../formats.ts'
import { checksOf } from '../checks.ts'
import { Glyph, Seal } from './hallmark.tsx'

/** What the verifier checked of this bundle, with counts, and how anybody does the same. */
export const VerifyCard = () => {
  const { data, lang, t } = useReport()
  const { verification } = data
  const checks = checksOf(verification)
  const passed = checks.filter(({ ok }) => ok).length
  const failure = verification.failure ?? undefined
  return (
    <aside className="card verify" aria-labelledby="verify-title">
      <h2 id="verify-title">{t('직접 검증하기', 'Check it yourself')}</h2>
      <p className="small muted">
        {t(
          '공개 묶음이 있으면 누구나 인터넷 없이 이 결정을 다시 계산할 수 있습니다.',
          'Anybody who has the bundle can compute this decision again, without a network.',
        )}
      </p>
      <a className="btn noprint" href={`verify.html?lang=${lang}`}>
        {t('이 브라우저에서 검증', 'Verify in this browser')}
      </a>
      <pre className="command">assay verify BUNDLE</pre>
      <p className={`vres${verification.ok ? '' : ' failed'}`}>
        <Seal ok={verification.ok} />
        <span>
          <b>
            {verification.ok
              ? t(`${passed}가지 점검을 모두 통과했습니다`, `All ${passed} checks pass`)
              : t('검증에 실패했습니다', 'Verification failed')}
          </b>
          <span className="cap">
            {failure === undefined ? <KeyWords keyUsed={verification.key} /> : `${failure.what} · ${failure.where}`}
          </span>
        </span>
      </p>
      <details className="chk" open={matchMedia('(min-width: 40rem), print').matches}>
        <summary>{t(`점검 ${checks.length}가지`, `The ${checks.length} checks`)}</summary>
        <ul className="checks">
          {checks.map(({ name, term, count, ok }) => (
            <li key={name}>
              <span className={ok ? 'ok' : 'no'}>
                <Glyph name={ok ? 'check' : 'cross'} />
                <span className="vh">{ok ? t('통과', 'passed') : t('실패', 'failed')}</span>
              </span>
              <span>{term[lang]}</span>
              <span className="num">{count === undefined ? '' : whole(count)}</span>
            </li>
          ))}
        </ul>
      </details>
      <p className="cap when">
        {t(
          '이 카드는 묶음을 쓰기 직전의 점검입니다. 페이지는 스스로를 검증할 수 없으므로, 이 파일 옆의 verify.html이나 명령으로 검증하십시오.',
          'This card is the check made just before the bundle was written. A page cannot vouch for itself: verify the bundle with verify.html beside this file, or with the command.',
        )}
      </p>
    </aside>
  )
}

const KeyWords = ({ keyUsed }: { keyUsed: string | undefined }) => {
  const { t } = useReport()
  if (keyUsed === 'given')
    return t('따로 받은 열쇠로 서명을 확인했습니다', 'signatures checked with a key given separately')
  if (keyUsed === 'witness') return t('증인의 서명을 확인했습니다', 'signatures of witnesses checked')
  return t(
    '묶음 안의 열쇠로 확인했습니다. 다른 이가 다시 서명한 묶음은 --key를 주어야 드러납니다',
    'checked with the key inside the bundle; a bundle re-signed by another is found only with --key',
  )
}
