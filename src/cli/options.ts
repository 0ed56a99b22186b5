import { AssayError, type Json, parseJson } from '#base'
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'

/** Parsers of option values; commander prints the refusal with the option's name and exits 2. */
export const positiveInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 is needed.')
  return value
}

export const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('a whole number from 0 is needed.')
  return value
}

export const positiveNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('a number above 0 is needed.')
  return value
}

export const scale = (text: string): readonly [number, number] => {
  const match = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(text)
  const [low, high] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || low >= high)
    throw new InvalidArgumentError('a lowest and a highest mark are needed, like 0-100.')
  return [low, high]
}

export const jsonObject = (text: string): Readonly<Record<string, Json>> => {
  const value = jsonOf(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>
  throw new InvalidArgumentError('a JSON object is needed.')
}

const DocumentIds = z.record(z.string(), z.array(z.int().min(0)))

export const documentIds = (text: string): Readonly<Record<string, readonly number[]>> => {
  const ids = DocumentIds.safeParse(jsonOf(text))
  if (ids.success) return ids.data
  throw new InvalidArgumentError('a JSON object of lists of document numbers is needed, like {"TASK": [0, 3]}.')
}

const jsonOf = (text: string): Json => {
  try {
    return parseJson(text, 'the option')
  } catch (error) {
    throw new InvalidArgumentError(error instanceof AssayError ? 'it is not JSON.' : String(error))
  }
}
