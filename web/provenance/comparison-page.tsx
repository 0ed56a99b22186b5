import { useEffect } from 'react'
import { Hallmark } from '../report/components/hallmark.tsx'
import { findingMeanings, findings, marked } from '../report/terms.ts'
import { ReaderProvider, useWords } from '../shell/language.tsx'
import { Logo } from '../shell/logo.tsx'
import { ReaderSwitches } from '../shell/reader-switches.tsx'
import { ComponentEvidence } from './component-evidence.tsx'
import { ComponentTable } from './components/component-table.tsx'
import { KeyFigures } from './components/key-figures.tsx'
import { Limits } from './components/limits.tsx'
import { Method } from './components/method.tsx'
import { NamedText } from './components/named-text.tsx'
import { QuotableSentence } from './components/quotable-sentence.tsx'
import type { PageData } from './page-data.ts'
import {
  componentName,
  headlineOf,
  gravestFirst,
  paragraphsOf,
  type ToldComparison,
  type ToldComponent,
} from './room.ts'

/** A comparison of two models as one page that stands alone: the sentence first, then everything that it rests on. */
export const ComparisonPage = ({ data }: { data: PageData }) => (
  <ReaderProvider made={data.lang}>
    <Top />
    <main id="main" className="wrap view" tabIndex={-1}>
      <Body data={data} />
    </main>
    <Foot />
  </ReaderProvider>
)

const Top = () => {
  const { lang, t, switchLanguage, switchScheme } = useWords()
  return (
    <>
      <a className="skip" href="#main">
        {t('본문 바로가기', 'Skip to content')}
      </a>
      <header className="top">
        <div className="wrap">
          <span className="brand">
            <Logo />
            Assay
          </span>
          <p className="small muted pagekind">{t('가중치 출처 검증', 'Provenance of weights')}</p>
          <ReaderSwitches lang={lang} onLanguage={switchLanguage} onScheme={switchScheme} />
        </div>
      </header>
    </>
  )
}

const Body = ({ data }: { data: PageData }) => {
  const { lang, t } = useWords()
  const { names } = data
  const comparison = data.comparison as unknown as ToldComparison
  const components = gravestFirst(comparison.components)
  const headline = headlineOf(comparison, lang, names)
  useEffect(() => {
    document.title = `${headline} · Assay`
  }, [headline])
  return (
    <>
      <div className="pagehead grid g84">
        <div>
          <h1>
            <NamedText text={headline} names={names} />
          </h1>
          <p className="lede">
            {t(
              '가중치 안에는 아무 뜻 없는 부호와 번호가 있습니다. 따로 학습한 모형이라면 공정한 동전처럼 제멋대로 정해집니다. 그 동전들이 같은 쪽으로 떨어졌는지를 셉니다.',
              'Weights hold signs and numberings that mean nothing. In models trained apart they fall like fair coins. These tests count how many fell the same way.',
            )}
          </p>
        </div>
        <div className="card verdict">
          <p className="cap">
            {names.subject} · {t('기준 모형', 'reference')} {names.reference}
          </p>
          <p className="stamp">
            <Hallmark term={marked(findings, comparison.finding)} lang={lang} large />
          </p>
          <p className="small">{findingMeanings[comparison.finding]?.[lang]}</p>
          <KeyFigures comparison={comparison} />
        </div>
      </div>
      <section aria-labelledby="words-title">
        <h2 id="words-title">{t('쉬운 말로', 'In plain words')}</h2>
        <div className="card plainwords">
          <QuotableSentence text={paragraphsOf(comparison, lang, names)} />
        </div>
      </section>
      <section aria-labelledby="table-title">
        <h2 id="table-title">{t('구성 모듈별 판정', 'Finding by component')}</h2>
        <div className="card">
          <ComponentTable
            components={components}
            caption={t(
              '모든 수치 옆에 독립 모형이 내는 값을 적습니다. p값은 동전과 번호 검사에서만 나오며, 한 모든 검사의 수만큼 보정했습니다.',
              'Beside each figure stands what independent models give. p-values come from the coin and label tests alone, corrected for every test made.',
            )}
          />
        </div>
      </section>
      {components.map((component) => (
        <section key={component.component} aria-label={componentName(component.component, lang)}>
          <div className="card long">
            <ComponentEvidence component={component} names={names} controls={controlsOf(data, component)} />
          </div>
        </section>
      ))}
      <Method comparison={comparison} data={data} />
      <Limits />
    </>
  )
}

const controlsOf = ({ controls }: PageData, { component }: ToldComponent): readonly ToldComponent[] =>
  controls.flatMap(({ comparison }) =>
    (comparison as unknown as ToldComparison).components.filter((other) => other.component === component),
  )

const Foot = () => {
  const { t } = useWords()
  return (
    <footer className="foot">
      <div className="wrap">
        <div>
          {t(
            '이 화면은 아무것도 불러오지 않으며, 모든 수치는 두 모형의 가중치에서 다시 계산할 수 있습니다.',
            'This page fetches nothing, and every figure can be computed again from the weights of the two models.',
          )}
        </div>
        <code>assay compare SUBJECT REFERENCE</code>
      </div>
    </footer>
  )
}
