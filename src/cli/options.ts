import { InvalidArgumentError } from 'commander'

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
