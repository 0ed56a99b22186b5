import { useReport } from '../context.tsx'

/** A hollow diamond: the figure was made up for a sample. A real figure carries nothing. */
export const SampleMark = () => {
  const { t } = useReport()
  return (
    <span className="smp">
      <span aria-hidden="true">◇</span>
      <span className="vh">{t('(견본 수치)', '(sample)')}</span>
    </span>
  )
}
