import { useWords } from '../../shell/language.tsx'
import type { PageData } from '../page-data.ts'
import { componentName, decimal, type ToldComparison, whole } from '../room.ts'

/** How the figures came about: version, seed, digests, what was read, and what was not compared. */
export const Method = ({ comparison, data }: { comparison: ToldComparison; data: PageData }) => {
  const { lang, t } = useWords()
  const { method, bytesRead, seconds, notCompared, components } = comparison
  const { digests, controls, names } = data
  const alone = [
    ...(notCompared?.subject ?? []).map((id) => `${componentName(id, lang)} (${names.subject})`),
    ...(notCompared?.reference ?? []).map((id) => `${componentName(id, lang)} (${names.reference})`),
  ]
  const sampled = components.some((component) => component.sampled === true)
  return (
    <section aria-labelledby="method-title">
      <h2 id="method-title">{t('방법과 다이제스트', 'Method and digests')}</h2>
      <div className="card">
        <dl className="pairs">
          <dt>{t('방법', 'Method')}</dt>
          <dd>
            {method === undefined
              ? '–'
              : t(
                  `출처 검증 ${method.version}판, 씨앗값 ${method.seed}, 함께 견준 기준 모형 ${whole(method.references)}개에 맞추어 보정`,
                  `provenance version ${method.version}, seed ${method.seed}, corrected for ${whole(method.references)} ${method.references === 1 ? 'reference' : 'references'}`,
                )}
          </dd>
          <dt>{t('읽은 것', 'Read')}</dt>
          <dd>
            {sampled
              ? t('미리 정한 규칙으로 고른 층과 단위', 'layers and units chosen by a rule set beforehand')
              : t('모든 층과 단위', 'all layers and units')}
            {bytesRead !== undefined && ` · ${decimal(bytesRead / 1e6, 1)} MB`}
            {seconds !== undefined && ` · ${decimal(seconds, 1)} s`}
          </dd>
          <dt>{t('구조', 'Architecture')}</dt>
          <dd>
            {components
              .map(
                ({ component, architecture }) =>
                  `${componentName(component, lang)}: ${architecture?.subject ?? '–'} / ${architecture?.reference ?? '–'}`,
              )
              .join(', ')}
          </dd>
          {alone.length > 0 && (
            <>
              <dt>{t('견주지 않음', 'Not compared')}</dt>
              <dd>{alone.join(', ')}</dd>
            </>
          )}
          {controls.length > 0 && (
            <>
              <dt>{t('대조 모형', 'Control models')}</dt>
              <dd>{controls.map(({ name }) => name).join(', ')}</dd>
            </>
          )}
          {(['subject', 'reference'] as const).map(
            (side) => digests?.[side] !== undefined && <Digest key={side} name={names[side]} digest={digests[side]} />,
          )}
        </dl>
      </div>
    </section>
  )
}

const Digest = ({ name, digest }: { name: string; digest: string }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <code className="hex">{digest}</code>
    </dd>
  </>
)
