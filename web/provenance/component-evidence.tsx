import { Hallmark } from '../report/components/hallmark.tsx'
import { findings, marked } from '../report/terms.ts'
import { useWords } from '../shell/language.tsx'
import { Claims } from './components/claims.tsx'
import { CoinPicture } from './components/coin-picture.tsx'
import { EffectSizes } from './components/effect-sizes.tsx'
import { Preconditions } from './components/preconditions.tsx'
import { QuotableSentence } from './components/quotable-sentence.tsx'
import { Seen } from './components/seen.tsx'
import { TestsTable } from './components/tests-table.tsx'
import { effectRows } from './effect-grid.ts'
import { CoinsByPart } from './plots/coins-by-part.tsx'
import { LayerMap } from './plots/layer-map.tsx'
import { MatchedUnits } from './plots/matched-units.tsx'
import { SimilarityHistogram } from './plots/similarity-histogram.tsx'
import { TensorHeat } from './plots/tensor-heat.tsx'
import {
  coinTests,
  type ComparedNames,
  componentName,
  componentWords,
  strongest,
  testName,
  type ToldComponent,
} from './room.ts'

type Props = {
  readonly component: ToldComponent
  readonly names: ComparedNames
  /** the same component of control models against the same reference, where they were compared cell by cell */
  readonly controls?: readonly ToldComponent[]
}

/** All evidence on one component: the sentence, what is claimed, then each plot with its null and the table behind it. */
export const ComponentEvidence = ({ component, names, controls = [] }: Props) => {
  const { lang, t } = useWords()
  const name = componentName(component.component, lang)
  const words = componentWords(component, lang, names)
  const coins = strongest(coinTests(component))
  const effects = effectRows(component)
  const { pictures } = component
  const file = (plot: string): string => fileName([names.subject, names.reference, component.component, plot])
  return (
    <div className="component">
      <h3>
        {name} <Hallmark term={marked(findings, component.finding)} lang={lang} />
      </h3>
      <QuotableSentence text={words.sentence} />
      <Claims words={words} />
      {coins !== undefined && (
        <div>
          <h4>{t('동전으로 보면', 'As coins')}</h4>
          <CoinPicture
            n={coins.coins.n}
            alike={coins.coins.alike}
            test={testName(coins.test, lang)}
            part={coins.part}
          />
        </div>
      )}
      <CoinsByPart component={component} file={file('coins')} />
      {pictures?.similarities != null && (
        <SimilarityHistogram
          similarities={pictures.similarities}
          frames={[
            ...new Set(
              pictures.layers
                .filter(({ family }) => family === pictures.similarities?.family)
                .map(({ frame }) => frame),
            ),
          ]}
          file={file('similarity')}
        />
      )}
      <TensorHeat component={component} controls={controls} names={names} file={file('tensors')} />
      <LayerMap component={component} names={names} file={file('layers')} />
      {pictures != null && <MatchedUnits parts={pictures.parts} component={component} file={file('units')} />}
      {effects.length > 0 && <EffectSizes rows={effects} />}
      <div className="folds">
        <TestsTable component={component} name={name} />
        <Preconditions component={component} name={name} />
      </div>
      <Seen component={component} />
    </div>
  )
}

const fileName = (parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')).join('_')
