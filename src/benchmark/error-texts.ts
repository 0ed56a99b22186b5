import type { Bilingual } from '#base'

/** Sentences for the errors of this room; `{fact}` stands for a fact of the error. */
export const benchmarkErrors = {
  'benchmark/no-such-path': {
    en: 'There is no task file or folder {path}.',
    ko: '{path}에 과제 파일이나 폴더가 없습니다.',
  },
  'benchmark/no-tasks': {
    en: 'No task is defined in {paths}. A task file names its task: and its dataset_path:.',
    ko: '{paths}에 정의된 과제가 없습니다. 과제 파일에는 task:와 dataset_path:가 있어야 합니다.',
  },
  'benchmark/too-many-files': {
    en: '{folder} holds more than {limit} files. Name the folder of the tasks.',
    ko: '{folder}에 파일이 {limit}개보다 많습니다. 과제가 들어 있는 폴더를 지정하십시오.',
  },
  'benchmark/file-too-long': {
    en: '{path} has {size} bytes; at most {limit} are read.',
    ko: '{path}은(는) {size}바이트입니다. 최대 {limit}바이트까지 읽습니다.',
  },
  'benchmark/not-utf8': {
    en: '{path} is not UTF-8 text. Convert it and try again.',
    ko: '{path}은(는) UTF-8 텍스트가 아닙니다. 변환한 뒤 다시 시도하십시오.',
  },
  'benchmark/yaml-malformed': {
    en: '{where} cannot be read as YAML: {what}.',
    ko: '{where}을(를) YAML로 읽을 수 없습니다: {what}.',
  },
  'benchmark/function-refused': {
    en: '{where} calls the Python function {function} in {field}. Python is never run; write the field as a template.',
    ko: '{where}의 {field}이(가) Python 함수 {function}을(를) 부릅니다. Python은 실행하지 않으니 템플릿으로 쓰십시오.',
  },
  'benchmark/task-malformed': {
    en: '{where} is not a task that is understood: {what}.',
    ko: '{where}은(는) 이해할 수 있는 과제가 아닙니다: {what}.',
  },
  'benchmark/task-unsupported': {
    en: 'Task {task} ({where}) needs what is not available: {lacks}.',
    ko: '과제 {task}({where})에 필요한 것이 없습니다: {lacks}.',
  },
  'benchmark/include-missing': {
    en: '{where} includes {include}, which is not there.',
    ko: '{where}이(가) 포함하는 {include}이(가) 없습니다.',
  },
  'benchmark/include-cycle': {
    en: '{where} includes itself by way of {trail}.',
    ko: '{where}이(가) {trail}을(를) 거쳐 자기 자신을 포함합니다.',
  },
  'benchmark/group-cycle': {
    en: 'Group {group} contains itself ({where}).',
    ko: '묶음 {group}이(가) 자기 자신을 포함합니다({where}).',
  },
  'benchmark/name-taken': {
    en: 'The name {name} stands in two files: {files}. Rename one.',
    ko: '이름 {name}이(가) 두 파일에 있습니다: {files}. 하나를 바꾸십시오.',
  },
  'benchmark/unknown-member': {
    en: '{where} names {name}, but no task, group or tag of that name lies beside it.',
    ko: '{where}이(가) {name}을(를) 가리키지만 그런 이름의 과제, 묶음, 태그가 옆에 없습니다.',
  },
  'benchmark/data-missing': {
    en: '{where} needs the data file {file}, which is not there. Give the folder of the data with --data-root.',
    ko: '{where}에 필요한 데이터 파일 {file}이(가) 없습니다. --data-root로 데이터 폴더를 지정하십시오.',
  },
  'benchmark/dataset-not-local': {
    en: '{where} takes its data from {dataset}, which is no folder here. Fetch the data and name their files in dataset_kwargs.data_files.',
    ko: '{where}의 데이터 {dataset}은(는) 이곳의 폴더가 아닙니다. 데이터를 내려받아 dataset_kwargs.data_files에 적으십시오.',
  },
  'benchmark/data-malformed': {
    en: 'The data at {where} cannot be read: {what}.',
    ko: '{where}의 데이터를 읽을 수 없습니다: {what}.',
  },
  'benchmark/split-missing': {
    en: '{where} uses the split {split}; its data have {splits}.',
    ko: '{where}이(가) 쓰는 분할 {split}이(가) 없습니다. 데이터에는 {splits}이(가) 있습니다.',
  },
  'benchmark/no-documents': {
    en: 'Task {task} ({where}) has no documents to evaluate.',
    ko: '과제 {task}({where})에 평가할 문항이 없습니다.',
  },
  'benchmark/template-malformed': {
    en: '{where} is not a template that is understood ({error}: {what}): {template}',
    ko: '{where}의 템플릿을 이해할 수 없습니다({error}: {what}): {template}',
  },
  'benchmark/template-failed': {
    en: '{where} could not be rendered ({error}: {what}): {template}',
    ko: '{where}의 템플릿을 적용할 수 없습니다({error}: {what}): {template}',
  },
  'benchmark/not-a-literal': {
    en: '{where} must render a Python literal, and gave: {got}',
    ko: '{where}은(는) Python 리터럴이어야 하는데 다음이 나왔습니다: {got}',
  },
  'benchmark/not-a-list': {
    en: '{where} must give a list, and gave a {got}.',
    ko: '{where}은(는) 목록이어야 하는데 {got}이(가) 나왔습니다.',
  },
  'benchmark/not-a-text': {
    en: '{where} must give a text, and gave a {got}.',
    ko: '{where}은(는) 글이어야 하는데 {got}이(가) 나왔습니다.',
  },
  'benchmark/no-choices': {
    en: 'Task {task} is multiple choice but gives no choices: set doc_to_choice.',
    ko: '객관식 과제 {task}에 보기가 없습니다. doc_to_choice를 정하십시오.',
  },
  'benchmark/no-such-choice': {
    en: 'Task {task} points to choice {index} of {choices}.',
    ko: '과제 {task}이(가) 보기 {choices}개 가운데 {index}번을 가리킵니다.',
  },
  'benchmark/no-such-document': {
    en: 'Task {task} has {documents} documents; there are none with the ids {ids}.',
    ko: '과제 {task}의 문항은 {documents}개이며 {ids}번은 없습니다.',
  },
  'benchmark/too-few-examples': {
    en: 'Task {task} needs {wanted} examples for a prompt and has {got}.',
    ko: '과제 {task}의 프롬프트에 예시 {wanted}개가 필요한데 {got}개뿐입니다.',
  },
  'benchmark/limit-and-samples': {
    en: 'Give a limit or chosen samples, not both.',
    ko: '문항 수 제한과 문항 선택 가운데 하나만 지정하십시오.',
  },
  'benchmark/context-is-blank': {
    en: 'A prompt holds white space only, so nothing stands before: {continuation}',
    ko: '프롬프트가 공백뿐이어서 다음 앞에 아무것도 없습니다: {continuation}',
  },
  'benchmark/filter-failed': {
    en: 'Filter {filter} of {pipeline} cannot work on an answer ({error}: {what}).',
    ko: '{pipeline}의 필터 {filter}을(를) 답에 적용할 수 없습니다({error}: {what}).',
  },
  'benchmark/filter-left-no-score': {
    en: 'The filters of task {task} leave no log-probability; end the pipeline with take_first.',
    ko: '과제 {task}의 필터가 로그 확률을 남기지 않습니다. take_first로 끝내십시오.',
  },
  'benchmark/answer-type': {
    en: 'Task {task} compares a {answer} with a target that is a {target}.',
    ko: '과제 {task}이(가) {answer}을(를) {target}인 정답과 비교합니다.',
  },
  'benchmark/f1-needs-two-labels': {
    en: 'F1 is defined for the labels 0 and 1; a document has {labels}.',
    ko: 'F1은 레이블 0과 1에 대해서만 정의됩니다. 문항의 값: {labels}.',
  },
  'benchmark/bad-endpoint': {
    en: '{got} is no http or https address.',
    ko: '{got}은(는) http 또는 https 주소가 아닙니다.',
  },
  'benchmark/unknown-api': {
    en: 'The address ends with {path}, which does not tell its API: give --api completions or --api chat.',
    ko: '주소의 끝 {path}만으로는 API를 알 수 없습니다. --api completions 또는 --api chat을 지정하십시오.',
  },
  'benchmark/bad-concurrency': {
    en: 'Concurrency is a whole number from 1 to 1024, not {got}.',
    ko: '동시 요청 수는 1에서 1024까지의 정수여야 합니다. 받은 값: {got}.',
  },
  'benchmark/endpoint-unreachable': {
    en: 'The endpoint {where} cannot be reached ({what}, {attempts} attempts). Start it or correct the address.',
    ko: '엔드포인트 {where}에 연결할 수 없습니다({what}, {attempts}회 시도). 서버를 켜거나 주소를 고치십시오.',
  },
  'benchmark/endpoint-timed-out': {
    en: 'The endpoint {where} did not answer within {timeoutMs} ms ({attempts} attempts). What was answered is kept; run again.',
    ko: '엔드포인트 {where}이(가) {timeoutMs}ms 안에 답하지 않았습니다({attempts}회 시도). 받은 답은 보관되었으니 다시 실행하십시오.',
  },
  'benchmark/endpoint-failed': {
    en: 'The endpoint {where} kept failing with status {status} ({attempts} attempts): {got}',
    ko: '엔드포인트 {where}이(가) 상태 {status}로 계속 실패했습니다({attempts}회 시도): {got}',
  },
  'benchmark/endpoint-refused': {
    en: 'The endpoint {where} refused a request with status {status}: {got}',
    ko: '엔드포인트 {where}이(가) 요청을 상태 {status}로 거절했습니다: {got}',
  },
  'benchmark/endpoint-not-json': {
    en: 'The endpoint {where} does not answer in JSON ({attempts} attempts); it said: {got}',
    ko: '엔드포인트 {where}의 답이 JSON이 아닙니다({attempts}회 시도). 받은 내용: {got}',
  },
  'benchmark/endpoint-too-long': {
    en: 'An answer of {where} is longer than {limit} bytes.',
    ko: '{where}의 답이 {limit}바이트를 넘습니다.',
  },
  'benchmark/wrong-answer': {
    en: 'The endpoint answers in another shape than an OpenAI-compatible one: {where}: {what}; it said {got}',
    ko: '엔드포인트의 답이 OpenAI 호환 형식이 아닙니다: {where}: {what}. 받은 내용: {got}',
  },
  'benchmark/no-log-probabilities': {
    en: 'The endpoint gives no log-probabilities of the prompt ({where}), which these tasks need. Nothing was scored. Start the server with echo and logprobs, or choose generation tasks.',
    ko: '엔드포인트가 이 과제에 필요한 프롬프트의 로그 확률을 주지 않습니다({where}). 채점하지 않았습니다. 서버에서 echo와 logprobs를 켜거나 생성 과제를 고르십시오.',
  },
  'benchmark/no-top-log-probabilities': {
    en: 'Task {task} asks whether a continuation is the likeliest, and the endpoint gives no top_logprobs.',
    ko: '과제 {task}은(는) 가장 가능성 높은 이어짐인지를 묻는데 엔드포인트가 top_logprobs를 주지 않습니다.',
  },
  'benchmark/no-text-offsets': {
    en: 'The endpoint gives neither text_offset nor tokens that spell the prompt, so its log-probabilities belong to no known text.',
    ko: '엔드포인트가 text_offset도, 프롬프트를 이루는 토큰도 주지 않아 로그 확률이 어느 글의 것인지 알 수 없습니다.',
  },
  'benchmark/echo-ignored': {
    en: 'The endpoint ignores echo: it gave {tokens} tokens for a prompt of {prompt} characters. Nothing was scored.',
    ko: '엔드포인트가 echo를 무시합니다. {prompt}자의 프롬프트에 토큰 {tokens}개를 주었습니다. 채점하지 않았습니다.',
  },
  'benchmark/prefix-not-one-token': {
    en: 'The model does not read {prefix} as one token; give the text of its first token.',
    ko: '모델이 {prefix}을(를) 토큰 하나로 읽지 않습니다. 모델의 시작 토큰을 지정하십시오.',
  },
  'benchmark/chat-cannot-score': {
    en: 'Model {model} is asked by chat, which gives no log-probabilities of a given text, and {tasks} need them. Use its /v1/completions address.',
    ko: '모델 {model}은(는) 대화 방식이라 주어진 글의 로그 확률을 주지 않는데 {tasks}에는 그것이 필요합니다. /v1/completions 주소를 쓰십시오.',
  },
  'benchmark/chat-needs-messages': {
    en: 'A chat endpoint takes messages, not one text.',
    ko: '대화 엔드포인트는 글 하나가 아니라 메시지 목록을 받습니다.',
  },
  'benchmark/journal-damaged': {
    en: 'Line {line} of the journal {path} is not an answer. Move the file away to begin afresh.',
    ko: '기록 {path}의 {line}번째 줄이 답이 아닙니다. 처음부터 하려면 파일을 옮기십시오.',
  },
  'benchmark/journal-unwritable': {
    en: 'The journal {path} cannot be written ({what}). Make room or choose another place; what is in it stays.',
    ko: '기록 {path}에 쓸 수 없습니다({what}). 공간을 확보하거나 다른 곳을 고르십시오. 이미 있는 내용은 남습니다.',
  },
  'benchmark/interrupted': {
    en: 'Interrupted. The answers so far are in the journal; run the same command to go on.',
    ko: '중단되었습니다. 지금까지의 답은 기록에 있으니 같은 명령으로 이어서 하십시오.',
  },
} as const satisfies Record<string, Bilingual>
