import { type LeftOut, leftOutNames } from '#verify'
import { capital, listed } from '../../report/formats.ts'
import { useWords } from '../../shell/language.tsx'

/** What the checks left out, as the first of them said, and what no page can say of itself. */
export const NotChecked = ({ leftOut }: { leftOut: readonly LeftOut[] }) => {
  const { lang, t } = useWords()
  const names = leftOut.map((one) => leftOutNames[one][lang])
  return (
    <section className="notchecked" aria-labelledby="not-checked">
      <h2 id="not-checked">{t('여기서 점검하지 않은 것', 'Not checked here')}</h2>
      <ul>
        {names.length > 0 && (
          <li>
            <b>{t(`${names.join(', ')}.`, `${capital(listed(names, lang))}.`)}</b>{' '}
            {t(
              '디스크에서 연 화면은 옆에 있는 파일을 읽지 못합니다. 그래서 빠진 블롭이나 programme.yaml의 달라진 주석도 찾지 못합니다. 묶음의 폴더를 고르면 모두 점검합니다.',
              'A page opened from disk cannot read the files beside it. So a blob left out, or a changed comment in programme.yaml, is not found here either. Choose the folder of the bundle to have all of them checked.',
            )}
          </li>
        )}
        <li>
          <b>{t('이 화면 자신.', 'This page itself.')}</b>{' '}
          {t(
            '묶음에 딸린 것이므로, 묶음을 바꾼 사람은 이 화면도 바꿀 수 있습니다. 다른 곳에서 받은 verify.html이나 명령으로도 점검하십시오.',
            'It came with the bundle, and whoever changes a bundle can change its page. Check with a verify.html from elsewhere, or with the command, as well.',
          )}
        </li>
        <li>
          <b>{t('측정 자체.', 'The measurements.')}</b>{' '}
          {t(
            '가중치, 모형의 응답, 사람의 판단은 다시 측정하지 않고 그 기록의 다이제스트만 확인합니다.',
            'Weights, answers of models and judgements of people are not measured again; the digests of their records are checked.',
          )}
        </li>
      </ul>
    </section>
  )
}
