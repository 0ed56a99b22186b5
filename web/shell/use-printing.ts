import { useEffect, useState } from 'react'

/** Whether the page is being printed: paper is white, and nothing on it can be unfolded. */
export const usePrinting = (): boolean => {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches)
  useEffect(() => {
    const query = matchMedia('print')
    const follow = (): void => setPrinting(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return printing
}
