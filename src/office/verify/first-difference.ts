import type { Json } from '#base'

/**
 * Where two JSON values first part, with both values: `$.teams[0].total: 90.2 here, 90.1 recomputed`. Of members, the
 * first in the order of names.
 */
export const firstDifference = (here: Json | undefined, again: Json | undefined, at = '$'): string | undefined => {
  if (Array.isArray(here) && Array.isArray(again)) {
    return firstOf(
      Array.from({ length: Math.max(here.length, again.length) }, (_, i) => i),
      (i) => firstDifference(here[i] as Json | undefined, again[i] as Json | undefined, `${at}[${i}]`),
    )
  }
  if (isObject(here) && isObject(again)) {
    const names = [...new Set([...Object.keys(here), ...Object.keys(again)])].toSorted()
    return firstOf(names, (name) => firstDifference(here[name], again[name], `${at}.${name}`))
  }
  if (here === again) return undefined
  return `${at}: ${shortly(here)} here, ${shortly(again)} recomputed`
}

const firstOf = <T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const shortly = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80)

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
