/** A template with each of its places filled. Every place must be there. */
export const fill = (template: string, places: readonly (readonly [string | RegExp, string])[]): string =>
  places.reduce((page, [place, text]) => {
    if (typeof place === 'string' ? !page.includes(place) : !place.test(page))
      throw new Error(`the template has no place for ${String(place)}`)
    return page.replace(place, () => text) // by function: a `$&` in a team's reply stays a `$&`
  }, template)

/** JSON that can stand inside a script element: no end of the element, no comment, no line separator. */
export const embeddable = (json: string): string =>
  json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
