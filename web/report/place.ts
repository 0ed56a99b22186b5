import { useEffect, useState } from 'react'

/** The views of the report, each with its own heading sentence. */
export const VIEWS = ['result', 'provenance', 'evidence', 'rules', 'ledger'] as const
export type View = (typeof VIEWS)[number]

/** Anchors begin with the view that they lie in: `#evidence-b41f90`, `#provenance-birch-open-vlm`. */
export const viewOf = (hash: string): View =>
  VIEWS.find((view) => hash.replace(/^#/, '').split('-')[0] === view) ?? 'result'

export const evidenceAnchor = (digest: string): string => `evidence-${digest.replace(/^sha256:/, '').slice(0, 16)}`
export const pairAnchor = (team: string, reference: string): string => `provenance-${team}-${reference}`
export const gateAnchor = (gate: string): string => `rules-gate-${gate}`
export const entryAnchor = (index: number): string => `ledger-${index}`

/**
 * Where the reader is, from the address. Going to an anchor opens what is folded around it and brings it into sight;
 * going to a view begins at its top.
 */
export const usePlace = (): { readonly view: View; readonly anchor: string } => {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = (): void => setHash(location.hash)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const anchor = decodeURIComponent(hash.replace(/^#/, ''))
  useEffect(() => {
    const target = anchor === '' ? null : document.getElementById(anchor)
    if (target === null || (VIEWS as readonly string[]).includes(anchor)) scrollTo(0, 0)
    else target.scrollIntoView()
  }, [anchor])
  return { view: viewOf(hash), anchor }
}
