/** Sentences for the codes of this room; `{fact}` is replaced by the fact of that name. */
export const officeErrors = {
  'office/no-such-file': {
    en: 'There is no file {path}. Check the path, or look at docs/handbook for what belongs there.',
    ko: '{path} 파일이 없습니다. 경로를 확인하십시오.',
  },
  'office/file-too-large': {
    en: '{path} is larger than {limit} bytes, the most that is read.',
    ko: '{path}이(가) 읽을 수 있는 크기 {limit}바이트를 넘습니다.',
  },
  'office/unreadable': {
    en: '{path} cannot be read ({reason}). Give yourself the right to read it.',
    ko: '{path}을(를) 읽을 수 없습니다({reason}).',
  },
  'office/not-text': {
    en: '{path} is not UTF-8 text. Save it as UTF-8.',
    ko: '{path}은(는) UTF-8 글이 아닙니다. UTF-8로 저장하십시오.',
  },
  'office/plan-malformed': { en: '{where}: {problems}', ko: '{where}: {problems}' },
  'office/act-malformed': { en: '{where}: {problems}', ko: '{where}: {problems}' },
  'office/unknown-round': {
    en: 'The rules have no round {round}; they have {known}.',
    ko: '규칙에 {round} 단계가 없습니다. 있는 단계: {known}.',
  },
  'office/plan-without-reference': {
    en: 'The rules seal the reference {reference}, but round.yaml does not say where its weights lie. Add it under references.',
    ko: '규칙은 기준 모형 {reference}을(를) 봉인하였으나 round.yaml에 그 가중치의 자리가 없습니다. references에 적으십시오.',
  },
  'office/reference-differs': {
    en: 'The weights in {path} are not the reference {reference} of the sealed rules: {got} instead of {wanted}.',
    ko: '{path}의 가중치는 봉인된 규칙의 기준 모형 {reference}이(가) 아닙니다: {wanted} 대신 {got}.',
  },
  'office/measure-method-malformed': {
    en: 'The measure {measure} of the rules: {problems}',
    ko: '규칙의 측정값 {measure}: {problems}',
  },
  'office/plan-without-input': {
    en: 'The rules compute {measure} from {needed}, but round.yaml does not say where they lie. Add it.',
    ko: '규칙은 {measure}을(를) {needed}(으)로 계산하나 round.yaml에 그 자리가 없습니다. 적으십시오.',
  },
  'office/no-such-figure': {
    en: 'Task {task} has no figure {figure}; it has {known}. Correct round.yaml.',
    ko: '과제 {task}에는 {figure} 값이 없습니다. 있는 값: {known}. round.yaml을 고치십시오.',
  },
  'office/no-endpoint': {
    en: 'round.yaml names no endpoint for team {team}: give benchmark.endpoint, or an endpoint with the submission.',
    ko: 'round.yaml에 {team} 팀의 접속 주소가 없습니다. benchmark.endpoint나 제출물의 endpoint를 적으십시오.',
  },
  'office/other-rules-sealed': {
    en: 'The office in {home} has sealed other rules for round {round} ({sealed}). Rules do not change during play: restore them, or use a fresh office with --home.',
    ko: '{home} 사무국은 {round} 단계에 다른 규칙을 봉인하였습니다({sealed}). 규칙은 도중에 바뀌지 않습니다. 규칙을 되돌리거나 --home으로 새 사무국을 쓰십시오.',
  },
  'office/evidence-conflict': {
    en: 'The office in {home} has already admitted other evidence of {kind} for {subject} ({admitted}). Restore its inputs, or use a fresh office with --home.',
    ko: '{home} 사무국은 {subject}에 대한 다른 {kind} 근거를 이미 채택하였습니다({admitted}). 입력을 되돌리거나 --home으로 새 사무국을 쓰십시오.',
  },
  'office/unknown-team': {
    en: '{where} names the team {team}, which handed nothing in. Known: {known}.',
    ko: '{where}의 {team} 팀은 제출물이 없습니다. 있는 팀: {known}.',
  },
  'office/unknown-gate': {
    en: '{where} names the gate {gate}, which the rules do not have. Known: {known}.',
    ko: '{where}의 적격 요건 {gate}은(는) 규칙에 없습니다. 있는 것: {known}.',
  },
  'office/determination-on-other-finding': {
    en: '{where} determines on the finding {said}, but the evidence finds {found}. Officers must see the finding that they determine on.',
    ko: '{where}은(는) {said} 판정을 두고 결정하였으나 근거의 판정은 {found}입니다. 결정은 실제 판정을 보고 내려야 합니다.',
  },
  'office/evidence-malformed': {
    en: '{path} is not evidence: {problems}',
    ko: '{path}은(는) 평가 근거가 아닙니다: {problems}',
  },
  'office/evidence-misnamed': {
    en: '{path} does not hold the evidence of its name: its digest is {got}. It was changed, or misnamed.',
    ko: '{path}의 내용이 이름과 다릅니다(지문 {got}). 바뀌었거나 이름이 잘못되었습니다.',
  },
  'office/report-not-built': {
    en: 'The pages of the bundle could not be built: {reason}',
    ko: '공개 묶음의 화면을 만들지 못했습니다: {reason}',
  },
  'office/job-failed': { en: 'A job failed: {reason}', ko: '작업이 실패했습니다: {reason}' },
} as const
