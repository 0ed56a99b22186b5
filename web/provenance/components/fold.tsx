import { useState, type ReactNode } from 'react'

type Props = {
  readonly summary: ReactNode
  readonly className?: string
  /** on paper nothing can be unfolded */
  readonly open?: boolean
  readonly children: ReactNode
}

/** What one press unfolds. It is made only then: a long table costs nothing while nobody looks at it. */
export const Fold = ({ summary, className, open = false, children }: Props) => {
  const [opened, setOpened] = useState(false)
  return (
    <details className={className} open={open || opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {(open || opened) && children}
    </details>
  )
}
