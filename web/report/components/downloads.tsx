/** A file made on the spot from what the page holds: nothing is fetched. */
export const Download = ({
  name,
  type,
  make,
  children,
}: {
  name: string
  type: string
  make: () => string
  children: string
}) => (
  <button type="button" className="link noprint" onClick={() => save(name, new Blob([make()], { type }))}>
    {children}
  </button>
)

const save = (name: string, blob: Blob): void => {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), SAVED_AFTER_MS)
}

/** A browser may read the blob a moment after the click. */
const SAVED_AFTER_MS = 10_000
