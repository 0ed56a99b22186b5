import { useWords } from '../../shell/language.tsx'

/** How to read a comparison, and what it cannot say. */
export const Limits = () => {
  const { t } = useWords()
  return (
    <section aria-labelledby="limits-title">
      <div className="card limits">
        <h2 id="limits-title">{t('읽는 법과 한계', 'How to read this, and its limits')}</h2>
        <ul className="dots">
          <li>
            {t(
              '보정한 p값이 10⁻⁹보다 작을 때만 공통된 기원이라 말합니다.',
              'A common origin is stated only at a corrected p below 10⁻⁹.',
            )}
          </li>
          <li>
            {t(
              'p값은 상한입니다. 근사를 쓰지 않으며 실제 확률은 더 작습니다.',
              'A p-value is an upper bound, without approximation; the true probability is smaller.',
            )}
          </li>
          <li>
            {t(
              '공통된 기원에는 같은 무작위 초기값도 들어갑니다. 학습된 것을 공유하는지는 조상 기울기로 따로 가립니다.',
              'A common origin includes a common random start. Whether anything trained is shared is told apart by the ancestor slope.',
            )}
          </li>
          <li>
            {t(
              '정규화 벡터는 어느 검사에도 들어가지 않습니다. 서로 무관한 모형에서도 그 코사인은 0.99에 이르고 상관은 0에 가깝습니다.',
              'Norm vectors enter no test: in unrelated models too their cosine reaches 0.99, while their correlation is near 0.',
            )}
          </li>
          <li>
            {t(
              '코사인과 상관은 효과 크기이며 근거가 아닙니다.',
              'Cosines and correlations are effect sizes, never evidence.',
            )}
          </li>
        </ul>
      </div>
    </section>
  )
}
