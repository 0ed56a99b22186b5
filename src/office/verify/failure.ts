import type { Bilingual } from '#base'

/**
 * What can be wrong with a bundle. `{where}` is the place: a file, an entry of the ledger, a member of a JSON file.
 */
export const verifyErrors = {
  'verify/manifest-missing': {
    en: 'The bundle has no {where}; nothing in it can be checked.',
    ko: '공개 묶음에 {where}이(가) 없어 아무것도 확인할 수 없습니다.',
  },
  'verify/manifest-malformed': {
    en: 'The manifest cannot be read: {where}.',
    ko: '목록 파일을 읽을 수 없습니다: {where}.',
  },
  'verify/manifest-changed': {
    en: '{where} is not the manifest that was signed.',
    ko: '{where}은(는) 서명된 목록이 아닙니다.',
  },
  'verify/signature-wrong': {
    en: 'The signature does not hold: {where}.',
    ko: '서명이 맞지 않습니다: {where}.',
  },
  'verify/other-key': {
    en: 'Signed by another key than the one given: {where}.',
    ko: '주어진 키가 아닌 다른 키로 서명되었습니다: {where}.',
  },
  'verify/key-chain-broken': {
    en: 'The changes of the office’s key do not lead to the key that signs now: {where}.',
    ko: '사무국 키의 교체 기록이 지금 서명하는 키로 이어지지 않습니다: {where}.',
  },
  'verify/entry-not-signed': {
    en: 'A signature is missing that this act needs: {where}.',
    ko: '이 행위에 필요한 서명이 없습니다: {where}.',
  },
  'verify/unknown-signer': {
    en: 'An act is signed by a key that was not registered before it: {where}.',
    ko: '그 전에 등록되지 않은 키로 서명된 행위가 있습니다: {where}.',
  },
  'verify/not-witnessed': {
    en: 'Too few of the witnesses that the policy asks for have cosigned: {where}.',
    ko: '정책이 요구하는 증인의 공동 서명이 부족합니다: {where}.',
  },
  'verify/file-missing': {
    en: '{where} is in the manifest, but not in the bundle.',
    ko: '{where}은(는) 목록에 있으나 공개 묶음에 없습니다.',
  },
  'verify/file-changed': {
    en: '{where} is not the file that the manifest lists.',
    ko: '{where}은(는) 목록에 적힌 파일과 다릅니다.',
  },
  'verify/file-unlisted': {
    en: '{where} is in the bundle, but not in the manifest.',
    ko: '{where}은(는) 공개 묶음에 있으나 목록에 없습니다.',
  },
  'verify/file-misplaced': {
    en: '{where} has no place in a bundle.',
    ko: '{where}은(는) 공개 묶음에 있을 수 없는 파일입니다.',
  },
  'verify/too-large': {
    en: 'Larger than any bundle: {where}.',
    ko: '공개 묶음의 한도를 넘습니다: {where}.',
  },
  'verify/content-name': {
    en: 'The content of {where} does not have the digest that its name says.',
    ko: '{where}의 내용이 이름에 적힌 다이제스트와 맞지 않습니다.',
  },
  'verify/malformed': {
    en: 'Cannot be read as what it should be: {where}.',
    ko: '형식에 맞지 않아 읽을 수 없습니다: {where}.',
  },
  'verify/entry-malformed': {
    en: 'A ledger entry is malformed: {where}.',
    ko: '원장 항목의 형식이 잘못되었습니다: {where}.',
  },
  'verify/not-included': {
    en: 'The tree over these entries does not contain what the checkpoint signed: {where}.',
    ko: '이 항목들로 만든 트리가 체크포인트에 서명된 것과 다릅니다: {where}.',
  },
  'verify/not-consistent': {
    en: 'The ledger was rewritten: its past does not fit {where}.',
    ko: '원장이 다시 쓰였습니다. 과거 기록이 {where}과(와) 맞지 않습니다.',
  },
  'verify/commitment-unknown': {
    en: '{where} opens no commitment of the ledger.',
    ko: '{where}은(는) 원장에 있는 약속값을 여는 것이 아닙니다.',
  },
  'verify/rules-not-sealed': {
    en: 'These rules were never sealed in the ledger: {where}.',
    ko: '이 규칙은 원장에 봉인된 적이 없습니다: {where}.',
  },
  'verify/rules-after-evidence': {
    en: 'Evidence was admitted before the rules were sealed: {where}.',
    ko: '규칙이 봉인되기 전에 평가 근거가 채택되었습니다: {where}.',
  },
  'verify/rules-replaced': {
    en: 'Other rules were sealed after these and before the decision: {where}.',
    ko: '이 규칙 뒤, 결정 전에 다른 규칙이 봉인되었습니다: {where}.',
  },
  'verify/act-out-of-order': {
    en: 'Acts stand in the wrong order: {where}.',
    ko: '행위의 순서가 잘못되었습니다: {where}.',
  },
  'verify/evidence-not-admitted': {
    en: '{where} is in the bundle, but the ledger never admitted it.',
    ko: '{where}은(는) 공개 묶음에 있으나 원장에서 채택된 적이 없습니다.',
  },
  'verify/evidence-missing': {
    en: 'The ledger admitted evidence that the bundle lacks: {where}.',
    ko: '원장에서 채택된 평가 근거가 공개 묶음에 없습니다: {where}.',
  },
  'verify/lot-seed-wrong': {
    en: 'The lot was not drawn from the first checkpoint that is large enough: {where}.',
    ko: '추첨이 크기 조건을 처음 채운 체크포인트로 이루어지지 않았습니다: {where}.',
  },
  'verify/decision-not-entered': {
    en: 'The ledger holds no such decision: {where}.',
    ko: '원장에 이 결정이 없습니다: {where}.',
  },
  'verify/decision-differs': {
    en: 'Rules and evidence give another decision: {where}.',
    ko: '규칙과 평가 근거로 다시 계산하면 다른 결정이 나옵니다: {where}.',
  },
  'verify/unreadable': {
    en: 'Cannot be read: {where}.',
    ko: '읽을 수 없습니다: {where}.',
  },
} as const satisfies Record<string, Bilingual>

export type FailureCode = keyof typeof verifyErrors

/** The first thing that is wrong with a bundle. It never leaves `verifyBundle`, which returns it as a value. */
export class BundleFailure extends Error {
  readonly what: FailureCode
  readonly where: string

  constructor(what: FailureCode, where: string, options?: ErrorOptions) {
    super(`${what} ${where}`, options)
    this.name = 'BundleFailure'
    this.what = what
    this.where = where
  }
}

/** Runs `act`; whatever it throws that is no failure yet becomes the given one, with the reason in its place. */
export const orFail = <T>(what: FailureCode, where: string, act: () => T): T => {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof BundleFailure) throw cause
    throw new BundleFailure(what, `${where}: ${reasonOf(cause)}`, { cause })
  }
}

/** A reason in one line; what a hostile file put into it cannot flood a terminal. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\p{Cc}/gu, ' ').slice(0, 300)
