import type { Bilingual } from '#base'

/** A sentence for each refusal of an act. */
export const lifeErrors = {
  'programme/calendar-missing': {
    en: 'Rule {rule} counts business days, and the rules have no calendar.',
    ko: '규정 {rule}은(는) 영업일로 기간을 세는데, 규정에 달력이 없습니다.',
  },
  'programme/calendar-without-year': {
    en: 'Rule {rule} needs the holidays of {year}; the calendar of the rules has {known}.',
    ko: '규정 {rule}에 {year}년의 공휴일이 필요합니다. 규정의 달력에 있는 해: {known}.',
  },
  'programme/amendment-of-other': {
    en: 'These are rules of {programme}, not of {of}.',
    ko: '이 규정은 {of}이(가) 아니라 {programme}의 규정입니다.',
  },
  'programme/amendment-changes-nothing': {
    en: 'The amendment changes nothing.',
    ko: '개정으로 달라지는 것이 없습니다.',
  },
  'programme/amendment-backdated': {
    en: 'The amendment would hold from {effective}, before it is entered ({at}).',
    ko: '개정의 시행 시각 {effective}이(가) 등록 시각({at})보다 이릅니다.',
  },
  'programme/clock-set-back': {
    en: 'The clock shows {at}, and the last act was entered at {last}. Set the clock right first.',
    ko: '시계는 {at}을(를) 가리키는데 마지막 행위는 {last}에 등록되었습니다. 먼저 시계를 바로잡으십시오.',
  },
  'programme/act-twice': {
    en: 'This act stands in the ledger already: {digest}.',
    ko: '이 행위는 이미 원장에 있습니다: {digest}.',
  },
  'programme/act-unknown': {
    en: 'There is no act {kind}.',
    ko: '{kind}이라는 행위는 없습니다.',
  },
  'programme/act-names-no-round': {
    en: 'The act names the round {round}, and the rules have {known}.',
    ko: '행위가 가리키는 평가 단계 {round}이(가) 규정에 없습니다. 있는 단계: {known}.',
  },
  'programme/wrong-role': {
    en: '{who} cannot enter {kind}: the rules ask for {needed}.',
    ko: '{who}은(는) {kind}을(를) 등록할 수 없습니다. 규정이 요구하는 자격: {needed}.',
  },
  'programme/too-few-officers': {
    en: '{kind} needs {needed} officers, and {got} signed.',
    ko: '{kind}에는 담당자 {needed}명이 필요한데 {got}명이 서명하였습니다.',
  },
  'programme/same-person': {
    en: '{ids} are one person; {kind} needs different ones.',
    ko: '{ids}은(는) 같은 사람입니다. {kind}에는 서로 다른 사람이 필요합니다.',
  },
  'programme/conflict-of-interest': {
    en: '{who} has a conflict of interest with {team}: {kind} ({via}).',
    ko: '{who}은(는) {team}과(와) 이해가 충돌합니다: {kind}({via}).',
  },
  'programme/not-yet-open': {
    en: 'The window opens at {opens}; it is {at}.',
    ko: '접수는 {opens}에 시작합니다. 지금은 {at}입니다.',
  },
  'programme/too-late': {
    en: 'The deadline was {deadline}; it is {at}.',
    ko: '기한은 {deadline}까지였습니다. 지금은 {at}입니다.',
  },
  'programme/no-replacement': {
    en: '{team} has handed in already ({former}), and the rules allow no replacement.',
    ko: '{team}은(는) 이미 제출하였고({former}) 규정은 교체를 허용하지 않습니다.',
  },
  'programme/gate-unknown': {
    en: 'The round has no gate {gate}; it has {known}.',
    ko: '이 평가 단계에 적격 요건 {gate}이(가) 없습니다. 있는 요건: {known}.',
  },
  'programme/no-finding': {
    en: 'Nothing was found yet on gate {gate} of {team}, so that nobody can answer or determine it.',
    ko: '{team}의 적격 요건 {gate}에 대한 판정이 아직 없어 소명하거나 결정할 수 없습니다.',
  },
  'programme/reply-still-open': {
    en: '{team} may reply on gate {gate} until {deadline}. Determine after its reply, or after that moment.',
    ko: '{team}은(는) 적격 요건 {gate}에 대하여 {deadline}까지 소명할 수 있습니다. 소명이 있거나 그 시각이 지난 뒤에 결정하십시오.',
  },
  'programme/determination-incomplete': {
    en: 'The determination on gate {gate} of {team} must name {unnamed}.',
    ko: '{team}의 적격 요건 {gate}에 대한 결정은 {unnamed}을(를) 명시하여야 합니다.',
  },
  'programme/determination-on-other-finding': {
    en: 'The determination on gate {gate} of {team} speaks of the finding {said}; the evidence gives {found}.',
    ko: '{team}의 적격 요건 {gate}에 대한 결정이 말하는 판정은 {said}이지만 평가 근거의 판정은 {found}입니다.',
  },
  'programme/withdrawal-after-sight': {
    en: '{team} could see results ({seen}), and the rules allow no withdrawal after that.',
    ko: '{team}은(는) 결과({seen})를 볼 수 있었고, 규정은 그 뒤의 기권을 허용하지 않습니다.',
  },
  'programme/decision-unknown': {
    en: 'No decision {decision} was entered.',
    ko: '{decision} 결정은 등록되지 않았습니다.',
  },
  'programme/decision-replaced': {
    en: 'Decision {decision} was replaced by {by}.',
    ko: '{decision} 결정은 {by}(으)로 대체되었습니다.',
  },
  'programme/decision-names-no-former': {
    en: 'A decision of this round exists already: {former}. The new one must name it.',
    ko: '이 평가 단계에는 이미 결정이 있습니다: {former}. 새 결정은 그것을 명시하여야 합니다.',
  },
  'programme/decision-without-cause': {
    en: 'Decision {former} was published, and no objection or appeal was upheld since.',
    ko: '{former} 결정은 공표되었고 그 뒤에 인용된 이의신청이나 불복이 없습니다.',
  },
  'programme/not-previewed': {
    en: '{teams} had no preview of the decision.',
    ko: '{teams}에게 결정을 미리 알리지 않았습니다.',
  },
  'programme/no-objection-rule': {
    en: 'The rules of this round admit no {act}.',
    ko: '이 평가 단계의 규정에는 {act}이(가) 없습니다.',
  },
  'programme/ground-not-admitted': {
    en: 'The ground {ground} is not admitted; the rules admit {admitted}.',
    ko: '{ground} 사유는 인정되지 않습니다. 규정이 인정하는 사유: {admitted}.',
  },
  'programme/attachments-too-many': {
    en: 'There are {count} attachments with {bytes} bytes; the rules admit {mostCount} with {mostBytes} bytes together.',
    ko: '첨부가 {count}개, {bytes}바이트입니다. 규정은 {mostCount}개, 합하여 {mostBytes}바이트까지 받습니다.',
  },
  'programme/waived': {
    en: '{team} waived its objections to this decision ({waiver}).',
    ko: '{team}은(는) 이 결정에 대한 이의를 포기하였습니다({waiver}).',
  },
  'programme/not-a-contestant': {
    en: '{team} does not contest in this round.',
    ko: '{team}은(는) 이 평가 단계의 참가팀이 아닙니다.',
  },
  'programme/heard-by-deciders': {
    en: '{who} took part in what is questioned, and the rules want others to hear it.',
    ko: '{who}은(는) 다투어지는 결정에 참여하였고, 규정은 다른 사람이 심리하도록 정하고 있습니다.',
  },
  'programme/nothing-to-answer': {
    en: 'No {kind} {digest} waits for an answer.',
    ko: '답변을 기다리는 {kind} {digest}이(가) 없습니다.',
  },
  'programme/precedent-unknown': {
    en: '{digest} is no earlier answer.',
    ko: '{digest}은(는) 앞선 답변이 아닙니다.',
  },
  'programme/no-vacancy': {
    en: 'Decision {decision} leaves {vacancies} seats vacant; the call is for {seats}.',
    ko: '{decision} 결정의 결원은 {vacancies}석인데 공모는 {seats}석입니다.',
  },
  'programme/no-call-rule': {
    en: 'The rules say nothing of how a vacancy is filled.',
    ko: '규정에 결원을 채우는 방법이 없습니다.',
  },
  'programme/call-unknown': {
    en: 'There is no call {call}.',
    ko: '{call} 공모는 없습니다.',
  },
  'programme/call-twice': {
    en: 'There is a call {call} already.',
    ko: '{call} 공모는 이미 있습니다.',
  },
  'programme/not-eligible': {
    en: '{team} may not apply: it is {history}, and the rules admit {eligible}.',
    ko: '{team}은(는) 지원할 수 없습니다. 이력은 {history}이고, 규정이 인정하는 이력은 {eligible}입니다.',
  },
  'programme/not-an-applicant': {
    en: '{team} did not apply to call {call}.',
    ko: '{team}은(는) {call} 공모에 지원하지 않았습니다.',
  },
  'programme/voted-already': {
    en: '{who} has voted in call {call} already.',
    ko: '{who}은(는) {call} 공모에서 이미 투표하였습니다.',
  },
  'programme/selection-against-votes': {
    en: 'The votes on call {call} select {wanted}, not {selected}.',
    ko: '{call} 공모의 투표 결과는 {wanted}이며 {selected}이(가) 아닙니다.',
  },
  'programme/no-quorum': {
    en: '{votes} of the panel voted on call {call}; {quorum} are needed.',
    ko: '{call} 공모에 심사단 {votes}명이 투표하였습니다. {quorum}명이 필요합니다.',
  },
  'programme/no-allocation-rule': {
    en: 'The rules have nothing to allocate.',
    ko: '규정에 배정할 자원이 없습니다.',
  },
  'programme/over-capacity': {
    en: '{kind} would be given out {wanted} times from {from} to {to}, and there are {there}.',
    ko: '{from}부터 {to}까지 {kind} {wanted}개를 배정하게 되는데 있는 것은 {there}개입니다.',
  },
  'programme/over-budget': {
    en: 'Grants would come to {wanted} {currency}, and there are {there}.',
    ko: '배정액이 {wanted} {currency}에 이르는데 예산은 {there}입니다.',
  },
  'programme/dataset-unknown': {
    en: 'There is no data set {dataset} to grant; there are {known}.',
    ko: '배정할 데이터 {dataset}이(가) 없습니다. 있는 것: {known}.',
  },
  'programme/dataset-conditions': {
    en: 'Data set {dataset} comes with the conditions {conditions}.',
    ko: '데이터 {dataset}에는 조건 {conditions}이(가) 따릅니다.',
  },
  'programme/not-in-standing': {
    en: '{team} is not in standing and gets no grant.',
    ko: '{team}은(는) 자격을 유지하고 있지 않아 배정받지 못합니다.',
  },
  'programme/grant-unknown': {
    en: '{team} has no grant {grant}.',
    ko: '{team}에게 {grant} 배정이 없습니다.',
  },
  'programme/grant-revoked': {
    en: 'Grant {grant} was revoked already.',
    ko: '{grant} 배정은 이미 취소되었습니다.',
  },
  'programme/usage-outside-grant': {
    en: 'The report covers {from} to {to}; the grant lasts from {grantFrom} to {grantTo}.',
    ko: '보고 기간은 {from}부터 {to}까지인데 배정 기간은 {grantFrom}부터 {grantTo}까지입니다.',
  },
} as const satisfies Record<string, Bilingual>
