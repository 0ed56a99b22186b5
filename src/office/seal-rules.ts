import { AssayError, type Bilingual } from '#base'
import type { OpenRound } from './open-round.ts'
import type { Staged } from './stage.ts'

/**
 * Puts the digest of the rules on the ledger, before anything is measured.
 *
 * @throws AssayError `office/other-rules-sealed` if this office has sealed other rules for the round
 */
export const sealRules = async (round: OpenRound): Promise<Staged<void>> => {
  const sealed = (await round.entries()).find(({ act }) => act === 'rules-sealed')?.digests['rules']
  if (sealed === round.rules) return noted(round, { en: 'sealed before', ko: '이미 봉인됨' })
  if (sealed !== undefined)
    throw new AssayError('office/other-rules-sealed', { home: round.office.home, round: round.id, sealed })
  await round.enter([{ act: 'rules-sealed', digests: { rules: round.rules } }])
  return noted(round, { en: 'sealed', ko: '봉인됨' })
}

const noted = ({ rules }: OpenRound, { en, ko }: Bilingual): Staged<void> => {
  const short = rules.slice(0, 'sha256:'.length + 8)
  return { value: undefined, note: { en: `${en}, ${short}…`, ko: `${ko}, ${short}…` } }
}
