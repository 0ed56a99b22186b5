import type { Bilingual } from '#base'
import { type CheckReport, type CheckRules, checkerText, type Lack, submissionErrors } from '#office'
import { tensorsErrors } from '#tensors'
import { filled, type Language } from './one-line.ts'
import { table } from './table.ts'

/** A report of the checker for people: what was looked at, each declared field, the digests, and every lack with its mend. */
export const checkTable = (report: CheckReport, rules: CheckRules, language: Language): string => {
  const { checks, fields, manifest, weights, lacks, checker } = report
  const texts = new Map(checkerText(rules).map((text) => [text.id, text]))
  const looked = checks.map(({ id, count, of }) => {
    const shown = count === null ? '–' : of === null ? String(count) : `${count}/${of}`
    return `${shown.padStart(9)}  ${texts.get(id)?.[language] ?? id}`
  })
  const blocks = [[W.looked[language], ...looked].join('\n')]
  if (fields.length > 0) {
    const columns = [
      { head: W.field[language] },
      { head: W.declared[language] },
      { head: W.state[language] },
      { head: W.found[language] },
    ]
    blocks.push(
      table(
        columns,
        fields.map(({ field, declared, state, found }) => [
          cut(field),
          cut(declared),
          STATES[state][language],
          cut(found ?? '–'),
        ]),
      ),
    )
  }
  if (weights !== null)
    blocks.push(
      filled(W.weights[language], {
        ...weights,
        dtype: weights.dtype ?? '–',
        format: weights.format ?? '–',
        architectures: weights.architectures,
        family: weights.family ?? '–',
      }),
    )
  if (manifest !== null) blocks.push(manifestText(manifest, language))
  blocks.push(`${W.checker[language]} ${checker.version}, ${checker.digest}`)
  blocks.push(
    lacks.length === 0
      ? W.ok[language]
      : [`${W.lacks[language]}: ${lacks.length}`, ...lacks.map((one) => `✗ ${lackLine(one, language)}`)].join('\n'),
  )
  return blocks.join('\n\n')
}

/** One line: what, where, how to mend it. */
export const lackLine = ({ code, where, facts }: Lack, language: Language): string => {
  const text = TEXTS[code]?.[language]
  return text === undefined
    ? filled('{where}: {code}', { where, code })
    : filled(text, { where, path: where, ...facts })
}

const BASE_TEXTS: Readonly<Record<string, Bilingual>> = {
  'base/json-malformed': { en: '{where} is not JSON: {what}', ko: '{where}은(는) JSON이 아닙니다: {what}' },
  'base/json-duplicate-name': {
    en: '{where} has the name {name} twice in one object; remove one of them.',
    ko: '{where}의 한 객체 안에 이름 {name}이(가) 두 번 나옵니다. 하나를 지우십시오.',
  },
  'base/json-too-deep': {
    en: '{where} is nested deeper than {limit} levels.',
    ko: '{where}의 중첩이 {limit}단계를 넘습니다.',
  },
}

const TEXTS: Readonly<Record<string, Bilingual>> = { ...BASE_TEXTS, ...tensorsErrors, ...submissionErrors }

const MOST_LISTED = 50

const manifestText = ({ digest, files }: NonNullable<CheckReport['manifest']>, language: Language): string => {
  const listed = files.slice(0, MOST_LISTED).map((file) => `${file.digest}  ${file.path} (${file.bytes})`)
  const more = files.length > MOST_LISTED ? [`… ${files.length - MOST_LISTED}`] : []
  return [`${W.manifest[language]}: ${digest}`, ...[...listed, ...more].map((line) => `  ${line}`)].join('\n')
}

const cut = (text: string): string => {
  const line = filled('{text}', { text })
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const STATES = {
  declared: { en: 'declared', ko: '밝힘' },
  corroborated: { en: 'corroborated', ko: '뒷받침됨' },
  verified: { en: 'verified', ko: '확인됨' },
  contradicted: { en: 'CONTRADICTED', ko: '어긋남' },
} as const

const W = {
  looked: { en: 'Rules, and how many things each was held against:', ko: '규칙과 각 규칙을 적용한 수:' },
  field: { en: 'Declared field', ko: '밝힌 항목' },
  declared: { en: 'Declared', ko: '밝힌 내용' },
  state: { en: 'State', ko: '상태' },
  found: { en: 'Found', ko: '확인된 내용' },
  weights: {
    en: 'Weights: {tensors} tensors, {parameters} parameters, {dtype}, {format}, {architectures} ({family})',
    ko: '가중치: 텐서 {tensors}개, 매개변수 {parameters}개, {dtype}, {format}, {architectures} ({family})',
  },
  manifest: { en: 'Manifest', ko: '목록' },
  checker: { en: 'Checker', ko: '점검기' },
  ok: { en: 'Everything is in order.', ko: '모두 규칙에 맞습니다.' },
  lacks: { en: 'Lacking', ko: '고칠 것' },
} as const
