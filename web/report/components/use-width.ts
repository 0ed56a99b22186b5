import { useLayoutEffect, useRef, useState } from 'react'

/**
 * The width that a plot may draw at, in CSS pixels: labels keep their size, so a phone gets a narrower drawing and never
 * a shrunken one.
 */
export const useWidth = <E extends Element>(initial: number) => {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(initial)
  // Before the first paint, so that nothing jumps; then whenever the width changes.
  useLayoutEffect(() => {
    if (ref.current === null) return undefined
    setWidth(Math.round(ref.current.getBoundingClientRect().width) || initial)
    const watch = new ResizeObserver(([entry]) => {
      const next = Math.round(entry?.contentRect.width ?? 0)
      if (next > 0) setWidth(next)
    })
    watch.observe(ref.current)
    return () => watch.disconnect()
  }, [initial])
  return [ref, width] as const
}
