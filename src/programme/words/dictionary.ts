import type { Bilingual } from '#base'
import { say } from './saying.ts'

type Words = Readonly<Record<string, Bilingual>>

export const AMONG: Words = {
  'all-evaluated': say(
    '평가받은 모든 팀의 점수로 순위를 매긴다. 진출선 안에서 적격 요건을 충족하지 못한 팀의 자리는 결원이 된다.',
    'All evaluated teams are ranked on points. A team within the cut that does not meet a gate leaves its seat vacant.',
  ),
  standing: say(
    '적격 요건을 먼저 적용하고 충족한 팀만 순위를 겨룬다.',
    'Gates come first; only teams that meet them contest the seats.',
  ),
}
export const WHEN: Words = {
  'each-part': say(
    '맨 아래 부문마다 맞추고 합은 다시 맞추지 않는다',
    'each lowest part is rounded, and sums are not rounded again',
  ),
  total: say('총점만 맞춘다', 'the total alone is rounded'),
}
export const MODES: Words = {
  'half-up': say('반올림', 'a half goes up'),
  'half-even': say('반은 짝수 쪽으로', 'a half goes to the even figure'),
  down: say('내림', 'downwards'),
}
export const WHOM: Words = {
  all: say('모든 팀', 'all teams'),
  advancing: say('진출한 팀', 'teams that advance'),
  'not-advancing': say('진출하지 못한 팀', 'teams that do not advance'),
  withdrawn: say('기권한 팀', 'teams that withdrew'),
}
export const LEVELS: Words = {
  public: say('모두에게 공개한다', 'is public'),
  team: say('그 팀에게만 알린다', 'is told to the team alone'),
  office: say('사무국만 본다', 'is seen by the office alone'),
  sealed: say('봉인한다', 'is sealed'),
}
export const FIGURES: Words = {
  total: say('총점', 'the total'),
  rank: say('순위', 'the rank'),
  lot: say('추첨', 'a lot'),
}
export const FINDINGS_IN_WORDS: Words = {
  independent: say('독립(independent)', 'independent'),
  derived: say('파생(derived)', 'derived'),
  partial: say('부분 파생(partial)', 'partial'),
  structural: say('구조 일치(structural)', 'structural'),
  'shared-init': say('초기값 공유(shared-init)', 'shared-init'),
  inconclusive: say('판단 불가(inconclusive)', 'inconclusive'),
}
export const DAYS: Words = { calendar: say('일', 'calendar days'), business: say('영업일', 'business days') }
export const WEEKDAYS: Words = {
  monday: say('월', 'Monday'),
  tuesday: say('화', 'Tuesday'),
  wednesday: say('수', 'Wednesday'),
  thursday: say('목', 'Thursday'),
  friday: say('금', 'Friday'),
  saturday: say('토', 'Saturday'),
  sunday: say('일', 'Sunday'),
}
export const ROLES: Words = {
  contestant: say('참가', 'contestant'),
  member: say('컨소시엄 구성원', 'consortium member'),
  supplier: say('공급', 'supplier'),
  'reviewer-employer': say('심사자의 소속 기관', 'reviewer’s employer'),
  'reference-owner': say('비교 대상의 소유', 'owner of a reference'),
  applicant: say('지원', 'applicant'),
  agency: say('전담 기관', 'agency'),
  owner: say('주관', 'owner'),
  officer: say('담당자', 'officer'),
  reviewer: say('심사자', 'reviewer'),
  panel: say('선정 심사단', 'panel'),
  appeal: say('불복 심리', 'appeal officer'),
}
export const RELATIONS: Words = {
  member: say('컨소시엄 구성원', 'a member of the consortium'),
  supplier: say('공급자', 'a supplier'),
  owner: say('소유자', 'an owner'),
  'reference-owner': say('비교 대상의 소유자', 'the owner of the reference'),
}
export const CONFLICTS: Words = {
  declared: say('스스로 밝힌 이해관계', 'a declared interest'),
  'employer-contests': say('소속 기관이 참가팀', 'an employer that is the team'),
  'employer-is-member': say('소속 기관이 그 팀의 구성원', 'an employer that is a member of the team'),
  'employer-supplies': say('소속 기관이 그 팀에 공급', 'an employer that supplies the team'),
  'employer-owns': say('소속 기관과 그 팀의 소유 관계', 'an employer that owns the team or is owned by it'),
  'employer-owns-reference': say('소속 기관이 비교 대상을 소유', 'an employer that owns a reference'),
}
export const DUTIES: Words = {
  review: say('심사', 'reviewing'),
  determine: say('적격 요건의 결정', 'determining gates'),
  decide: say('평가의 결정', 'deciding'),
  hear: say('이의의 심리', 'hearing objections'),
  select: say('추가 선정', 'selecting entrants'),
}
export const REACH: Words = {
  team: say('그 팀에 관하여', 'on that team'),
  round: say('그 팀이 참가하는 평가 전체에서', 'in the whole round'),
}
export const EFFECTS: Words = {
  block: say('할 수 없다', 'is not allowed'),
  flag: say('할 수 있으나 표시한다', 'is allowed and marked'),
}
export const AFTER_SIGHT: Words = {
  allowed: say('결과를 본 뒤에도 기권할 수 있다', 'a team may withdraw after it could see results'),
  marked: say('결과를 본 뒤의 기권은 그렇게 표시한다', 'a withdrawal after the team could see results is marked so'),
  refused: say('결과를 본 뒤에는 기권할 수 없다', 'no team may withdraw after it could see results'),
}
export const HISTORIES: Words = {
  new: say('새로 지원하는 기관', 'new ones'),
  'not-selected': say('앞서 선정되지 않은 기관', 'those not selected before'),
  'removed: gate': say('적격 요건으로 제외된 팀', 'teams removed by a gate'),
  'removed: points': say('점수로 제외된 팀', 'teams removed on points'),
  withdrawn: say('기권한 팀', 'teams that withdrew'),
  standing: say('자격을 유지하는 팀', 'teams in standing'),
}
export const OVER_USE: Words = {
  flag: say('표시한다', 'is marked'),
  revoke: say('배정을 취소한다', 'revokes the grant'),
}
