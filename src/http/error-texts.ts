/** Sentences for the codes of this room; `{fact}` is replaced by the fact of that name. */
export const httpErrors = {
  'http/port-taken': {
    en: 'Port {port} of {host} is in use. Choose another with --port, or 0 for any free one.',
    ko: '{host}의 {port}번 포트를 다른 프로그램이 쓰고 있습니다. --port로 다른 포트를 고르십시오(0은 빈 포트).',
  },
  'http/cannot-listen': {
    en: 'The server cannot listen on {host}:{port} ({reason}). Choose another address with --host and --port.',
    ko: '{host}:{port}에서 받을 수 없습니다({reason}). --host와 --port로 다른 주소를 고르십시오.',
  },
} as const
