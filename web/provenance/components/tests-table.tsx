import { useWords } from '../../shell/language.tsx'
import { usePrinting } from '../../shell/use-printing.ts'
import { decimal, probability, testName, type ToldComponent } from '../room.ts'
import { Counted } from './component-table.tsx'
import { Fold } from './fold.tsx'

/** All tests of a component with their raw p-values: the correction is at the component. */
export const TestsTable = ({ component, name }: { component: ToldComponent; name: string }) => {
  const { lang, t } = useWords()
  const printing = usePrinting()
  const tests = component.tests ?? []
  if (tests.length === 0) return null
  return (
    <Fold open={printing} summary={t(`검사 ${tests.length}가지: ${name}`, `The ${tests.length} tests: ${name}`)}>
      <div className="scroll" tabIndex={0} role="group" aria-label={t(`검사 표: ${name}`, `Table of tests: ${name}`)}>
        <table className="tests">
          <thead>
            <tr>
              <th>{t('검사', 'Test')}</th>
              <th>{t('부분', 'Part')}</th>
              <th>{t('기준 모형의 짝', 'Partner')}</th>
              <th>{t('틀', 'Frame')}</th>
              <th className="num">{t('센 것', 'Counted')}</th>
              <th className="num">{t('p값(보정 전)', 'p-value, raw')}</th>
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => (
              <tr key={`${test.test} ${test.frame} ${test.part}`}>
                <th scope="row">{testName(test.test, lang)}</th>
                <td>{test.part}</td>
                <td>{test.partner ?? '–'}</td>
                <td>{test.frame}</td>
                <td className="num">
                  {test.coins === null && test.labels === null ? (
                    `${decimal(test.estimate * 100, 1)} %`
                  ) : (
                    <Counted test={test} />
                  )}
                </td>
                <td className="num">{test.log10P === null ? '–' : probability(test.log10P)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  )
}
