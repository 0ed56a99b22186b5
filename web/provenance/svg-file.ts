// Plots as a file of their own: what the page's styles give them is written into it, so that it looks the same anywhere.

const KEPT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'text-anchor',
] as const

const SVG = 'http://www.w3.org/2000/svg'
const MARGIN = 12

/** The text of an SVG file that shows every plot of a figure, each where it stands on the page, on the page's paper. */
export const svgFile = (figure: Element, title: string): string => {
  const box = figure.getBoundingClientRect()
  const file = document.createElementNS(SVG, 'svg')
  file.setAttribute('xmlns', SVG)
  file.setAttribute('viewBox', `${-MARGIN} ${-MARGIN} ${box.width + 2 * MARGIN} ${box.height + 2 * MARGIN}`)
  file.setAttribute('width', String(Math.round(box.width + 2 * MARGIN)))
  file.setAttribute('height', String(Math.round(box.height + 2 * MARGIN)))
  file.setAttribute('font-family', 'Pretendard Variable, Pretendard, sans-serif')
  const name = document.createElementNS(SVG, 'title')
  name.textContent = title
  file.append(name, paper(box))
  for (const plot of figure.querySelectorAll('svg.plot')) file.append(placed(plot, box))
  return new XMLSerializer().serializeToString(file)
}

const paper = ({ width, height }: DOMRect): Element => {
  const ground = document.createElementNS(SVG, 'rect')
  const fill = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()
  const sides = { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN, fill }
  for (const [key, value] of Object.entries(sides)) ground.setAttribute(key, String(value))
  return ground
}

const placed = (plot: Element, within: DOMRect): Element => {
  const copy = plot.cloneNode(true) as Element
  const drawn = [plot, ...plot.querySelectorAll('*')]
  for (const [i, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const source = drawn[i]
    if (source !== undefined) keepLooks(source, element)
  }
  for (const pointer of copy.querySelectorAll('[data-pointer]')) pointer.remove()
  const box = plot.getBoundingClientRect()
  const sides = { x: box.x - within.x, y: box.y - within.y, width: box.width, height: box.height }
  for (const [key, value] of Object.entries(sides)) copy.setAttribute(key, value.toFixed(1))
  return copy
}

const keepLooks = (source: Element, copy: Element): void => {
  const looks = getComputedStyle(source)
  for (const name of KEPT) {
    const value = looks.getPropertyValue(name)
    if (value !== '') copy.setAttribute(name, value)
  }
  copy.removeAttribute('class')
  copy.removeAttribute('style')
}
