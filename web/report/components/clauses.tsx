import { Fragment } from 'react'

/** A heading that breaks at its comma before it breaks anywhere else. */
export const Clauses = ({ text }: { text: string }) =>
  text.split(/(?<=,) /).map((clause, i) => (
    <Fragment key={clause}>
      {i > 0 && ' '}
      <span className="clause">{clause}</span>
    </Fragment>
  ))
