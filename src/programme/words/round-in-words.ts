// One function for each kind of line; what reads as one page is kept on one.
import { type Bilingual, canonicalJson } from '#base'
import type { Period } from '../rules-of-life.ts'
import type { Gate, Part, Round } from '../rules.ts'
import * as words from './dictionary.ts'
import { fill, listOf, named, say, type Section, word } from './saying.ts'

/** A period as the rules count it. */
export const periodWords = (period: {
  readonly days: number
  readonly of?: Period['of'] | undefined
  readonly 'end-on'?: string | undefined
}): Bilingual => {
  const days = period.of === undefined ? say('일', 'days') : word(words.DAYS, period.of)
  return fill(
    `{0}{1}${period['end-on'] === undefined ? '' : '(마지막 날이 영업일이 아니면 다음 영업일까지: {2})'}`,
    `{0} {1}${period['end-on'] === undefined ? '' : ' (to the next {2} day if the last is none)'}`,
    period.days,
    days,
    period['end-on'] ?? '',
  )
}

export const roundInWords = (round: Round): readonly Section[] => {
  const at = `rounds/${round.id}`
  const title = named(round.id, round.name)
  const section = (id: string, ko: string, en: string, lines: readonly Bilingual[]): readonly Section[] =>
    lines.length === 0 ? [] : [{ id: `${at}/${id}`, title: fill(`{0}: ${ko}`, `{0}: ${en}`, title), lines }]
  return [
    ...section('cut', '진출', 'who advances', cutLines(round)),
    ...section('parts', '배점', 'points', [
      ...(round.points === undefined ? [] : [fill('합계 {0}점.', '{0} points in all.', round.points)]),
      ...round.parts.flatMap((part) => partLines(part, '')),
    ]),
    ...section('measures', '측정 방법', 'how measures are made', measureLines(round)),
    ...section('gates', '적격 요건', 'gates', round.gates.flatMap(gateLines)),
    ...section('acts', '절차', 'procedure', procedureLines(round)),
    ...section('objection', '이의신청', 'objections', objectionLines(round)),
    ...section('disclosure', '공개 범위', 'disclosure', disclosureLines(round)),
  ]
}

const figureName = (round: Round, path: string): Bilingual => {
  const find = (parts: readonly Part[], [id, ...rest]: readonly string[]): Part | undefined => {
    const part = parts.find((one) => one.id === id)
    return rest.length === 0 ? part : find(part?.parts ?? [], rest)
  }
  return words.FIGURES[path] ?? named(path, find(round.parts, path.split('/'))?.name)
}

const cutLines = (round: Round): readonly Bilingual[] => [
  fill('진출 {0}팀. {1}', '{0} teams advance. {1}', round.cut.seats, word(words.AMONG, round.cut.among)),
  fill(
    '{0}이 같으면 차례로 견준다: {1}.',
    'Teams with the same {0} are compared in turn by {1}.',
    round.rank.by === 'total' ? say('총점', 'total') : say(round.rank.by, round.rank.by),
    listOf(round.rank.ties.map((path) => figureName(round, path))),
  ),
  fill(
    '추첨은 원장이 {0}건에 처음 이른 확인점으로 정한다.',
    'A lot is drawn from the first checkpoint of at least {0} entries.',
    round.lot['tree-size'],
  ),
  round.rounding.when === 'none'
    ? say('점수를 반올림하지 않는다.', 'Nothing is rounded.')
    : fill(
        '{0}점 단위로 맞춘다({1}). {2}.',
        'Points are rounded to {0} ({1}): {2}.',
        round.rounding.to,
        word(words.MODES, round.rounding.mode),
        word(words.WHEN, round.rounding.when),
      ),
]

const partLines = (part: Part, above: string): readonly Bilingual[] => {
  const path = above + part.id
  return [
    fill('{0} {1}점: {2}', '{0}, {1} points: {2}', named(path, part.name), part.points, formulaWords(part)),
    ...(part.parts ?? []).flatMap((child) => partLines(child, `${path}/`)),
  ]
}

const formulaWords = (part: Part): Bilingual => {
  const from = part['points-from']
  const measure = part.measure ?? ''
  if (from === undefined) return say('아래 부문의 합.', 'the sum of the parts below.')
  if (typeof from === 'string') {
    if (from !== 'as-given') return say(from, from)
    return measure === ''
      ? say('공표된 점수를 그대로 쓴다.', 'the published figure, as given.')
      : fill('측정값 {0}이 그대로 점수가 된다.', 'the measure {0} itself.', measure)
  }
  if ('linear' in from) {
    return fill(
      '측정값 {0}이 {1}이면 0점, {2}이면 만점, 그 사이는 비례. 벗어나면 0점이나 만점.',
      'measure {0}: none at {1}, all at {2}, in proportion between, and none or all beyond.',
      measure,
      from.linear.zero,
      from.linear.full,
    )
  }
  if ('best-is-full' in from) {
    const { stand } = from['best-is-full']
    const whose =
      stand === 'after-gates'
        ? say('적격 요건을 충족한 팀', 'teams that meet the gates')
        : stand === 'before-gates'
          ? say('평가받은 모든 팀', 'all evaluated teams')
          : say(stand, stand)
    return fill(
      '{1} 가운데 가장 큰 측정값 {0}에 대한 비율.',
      'measure {0}: the ratio to the best among {1}.',
      measure,
      whose,
    )
  }
  if ('target' in from)
    return fill(
      '측정값 {0}의 목표 {1}에 대한 비율, 만점까지.',
      'measure {0}: the ratio to the target {1}, at most all.',
      measure,
      from.target,
    )
  return fill(
    '측정값 {0}의 순위에 따라 {1}점. 그 아래는 0점.',
    'by the rank of measure {0}: {1} points; none below.',
    measure,
    from.rank.table.join(', '),
  )
}

const measureLines = ({ measures = {} }: Round): readonly Bilingual[] =>
  Object.entries(measures).map(([kind, { method, parameters }]) => {
    const text = `${kind}: ${method} ${canonicalJson(parameters)}`
    return say(text, text)
  })

const gateLines = (gate: Gate): readonly Bilingual[] => {
  const { finding, permits } = gate['met-when']
  const list = (ids: readonly string[]): string => ids.join(', ')
  const declared = gate['declared-reuse']
  return [
    fill('{0}: {1}', '{0}: {1}', named(gate.id, gate.name), gate.definition ?? say('정의 없음', 'no definition')),
    fill('근거는 {0}이다.', 'It rests on {0}.', gate.evidence),
    ...(finding === undefined
      ? []
      : [
          fill(
            '판정이 {0}이면 충족한다. 다른 판정은 결정이 있어야 정해진다.',
            'It is met by the finding {0}; any other needs a determination.',
            listOf(finding.map((one) => word(words.FINDINGS_IN_WORDS, one))),
          ),
        ]),
    ...(permits === undefined
      ? []
      : [fill('{0}을(를) 허락하면 충족한다.', 'It is met where {0} is permitted.', list(permits))]),
    ...(gate.components === undefined
      ? []
      : [fill('보는 구성 모듈: {0}.', 'Components judged: {0}.', list(gate.components))]),
    ...(gate['may-reuse'] === undefined
      ? []
      : [fill('가져다 써도 되는 것: {0}.', 'May be reused: {0}.', list(gate['may-reuse']))]),
    ...(declared === undefined
      ? []
      : [
          fill(
            '스스로 밝힌 재사용: {0}.',
            'Reuse that a team declares: {0}.',
            declared === 'open'
              ? say('결정할 때까지 미정', 'open until determined')
              : declared === 'not-met'
                ? say('미충족', 'the gate is not met')
                : say(declared, declared),
          ),
        ]),
    ...(gate.procedure === undefined
      ? []
      : [
          fill(
            '팀은 판정 뒤 {0} 안에 소명할 수 있다. 담당자 {1}명이 소명이나 기한 뒤에 결정한다.',
            'A team may reply within {0} of the finding; {1} officers determine after the reply or its deadline.',
            periodWords(gate.procedure.reply),
            gate.procedure.officers,
          ),
        ]),
  ]
}

const procedureLines = (round: Round): readonly Bilingual[] => [
  ...(round.submission === undefined
    ? []
    : [
        fill(
          '제출은 {0}부터 {1} 전까지 받는다.',
          'Submissions are taken from {0} until before {1}.',
          round.submission.opens,
          round.submission.closes,
        ),
        round.submission.replace
          ? say(
              '기한까지 바꾸어 낼 수 있고 앞의 것도 기록에 남는다.',
              'They may be replaced until then; the former ones stay on record.',
            )
          : say('바꾸어 낼 수 없다.', 'They cannot be replaced.'),
      ]),
  ...(round.withdrawal === undefined
    ? []
    : [
        fill(
          '기권: {0}{1}.',
          'Withdrawal: {0}{1}.',
          word(words.AFTER_SIGHT, round.withdrawal['after-sight']),
          round.withdrawal.until === undefined
            ? ''
            : say(`, ${round.withdrawal.until} 전까지`, `, until before ${round.withdrawal.until}`),
        ),
      ]),
  ...(round.decision === undefined
    ? []
    : [fill('결정에는 담당자 {0}명이 서명한다.', '{0} officers sign the decision.', round.decision.officers)]),
  ...(round.decision?.preview === undefined
    ? []
    : [
        fill(
          '공표하기 전에 각 팀에게 자기 수치를 알리고 {0} 동안 기다린다.',
          'Before publication each team sees its own figures, for {0}.',
          periodWords(round.decision.preview),
        ),
      ]),
]

const objectionLines = ({ objection }: Round): readonly Bilingual[] => {
  if (objection === undefined) return []
  const { definitions = [], attachments, hearing, appeal } = objection
  const ground = (id: string): Bilingual => named(id, definitions.find((one) => one.id === id)?.name)
  const heard = (who: NonNullable<typeof hearing>): Bilingual =>
    fill(
      `{0} {1}명이 듣는다{2}${who.within === undefined ? '' : '. {3} 안에 답한다'}`,
      `heard by {1} {0}{2}${who.within === undefined ? '' : ', answered within {3}'}`,
      word(words.ROLES, who.role),
      who.officers,
      who.others
        ? say('(앞서 결정한 사람은 제외)', ' (none who decided)')
        : say('(결정한 사람도 가능)', ' (those who decided may)'),
      who.within === undefined ? '' : periodWords(who.within),
    )
  return [
    fill(
      '공표한 뒤 {0} 안에 이의를 신청할 수 있다.',
      'Objections are taken until {0} after publication.',
      periodWords(objection),
    ),
    fill('인정하는 사유: {0}.', 'Grounds admitted: {0}.', listOf(objection.grounds.map(ground))),
    ...definitions.map((one) => fill('{0}: {1}', '{0}: {1}', named(one.id, one.name), one.definition)),
    ...(attachments === undefined
      ? []
      : [
          fill(
            '첨부는 {0}개, 합하여 {1}바이트까지.',
            'At most {0} attachments of {1} bytes together.',
            attachments.count,
            attachments.bytes,
          ),
        ]),
    ...(hearing === undefined ? [] : [fill('{0}.', 'Each is {0}.', heard(hearing))]),
    ...(appeal === undefined
      ? []
      : [
          fill(
            '답변 뒤 {0} 안에 불복할 수 있다. 사유: {1}. {2}.',
            'An answer can be appealed within {0}, on the grounds {1}; the appeal is {2}.',
            periodWords(appeal.period),
            listOf(appeal.grounds.map(ground)),
            heard(appeal.hearing),
          ),
        ]),
  ]
}

const disclosureLines = (round: Round): readonly Bilingual[] =>
  (round.disclosure ?? []).map(({ figure, of, to }) =>
    fill('{0}의 {1}: {2}.', '{1} of {0} {2}.', word(words.WHOM, of), figureName(round, figure), word(words.LEVELS, to)),
  )
