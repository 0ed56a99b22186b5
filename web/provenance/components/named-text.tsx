import { Fragment } from 'react'
import type { ComparedNames } from '../room.ts'

/** Names longer than this may break at their hyphens. */
const KEPT_WHOLE = 24

/** A heading in which the names of the two models stay in one piece. */
export const NamedText = ({ text, names }: { text: string; names: ComparedNames }) => {
  const kept = [names.subject, names.reference].filter((name) => name !== '' && name.length <= KEPT_WHOLE)
  if (kept.length === 0) return <>{text}</>
  const escaped = kept
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return text.split(new RegExp(`(${escaped.join('|')})`)).map((piece, i) =>
    i % 2 === 1 ? (
      // The pieces of one text never move.
      <span key={`${i} ${piece}`} className="keep">
        {piece}
      </span>
    ) : (
      <Fragment key={`${i} ${piece}`}>{piece}</Fragment>
    ),
  )
}
