import { expect } from 'vitest'
import type { AssayError } from '#base'
import { tensorsErrors } from '#tensors'

/** A refusal must come out as a sentence in both languages, with every fact that the sentence names. */
export const expectSentence = ({ code, facts }: AssayError): void => {
  expect(Object.keys(tensorsErrors)).toContain(code)
  const { en, ko } = tensorsErrors[code as keyof typeof tensorsErrors]
  for (const [, fact = ''] of `${en} ${ko}`.matchAll(/\{(\w+)\}/g)) expect(Object.keys(facts)).toContain(fact)
}
