import { useEffect, useId, useRef, useState } from 'react'
import { type ChosenFolder, chosenFolder, droppedFolder } from '../folder-files.ts'
import { useWords } from '../../shell/language.tsx'

/** Another bundle, or this one whole: a folder that is chosen, or dropped anywhere on the page. */
export const OtherBundle = ({
  onFolder,
  onBack,
}: {
  onFolder: (folder: ChosenFolder) => void
  onBack?: () => void
}) => {
  const { t } = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement | null>(null)
  const [refused, setRefused] = useState(false)
  const take = (folder: ChosenFolder | undefined): void => {
    setRefused(folder === undefined)
    if (folder !== undefined) onFolder(folder)
  }
  const hovering = useDrop((items) => take(droppedFolder(items)))
  return (
    <section className={`card drop${hovering ? ' hovering' : ''}`} aria-labelledby={id}>
      <h2 id={id}>{t('폴더를 점검하기', 'Check a folder')}</h2>
      <p className="small muted">
        {t(
          '공개 묶음의 폴더를 고르거나 이 화면에 끌어다 놓으십시오. 목록 파일과 그 서명, 모든 파일까지 점검합니다.',
          'Choose the folder of a bundle, or drop it on this page. Its manifest, the signature and every file are checked too.',
        )}
      </p>
      <input
        ref={(element) => {
          if (element !== null) element.webkitdirectory = true
          input.current = element
        }}
        hidden
        type="file"
        aria-label={t('공개 묶음의 폴더', 'Folder of a bundle')}
        onChange={(event) => {
          take(chosenFolder([...(event.target.files ?? [])]))
          event.target.value = '' // the same folder can be chosen again after it was changed
        }}
      />
      <div className="actions">
        <button type="button" className="btn" onClick={() => input.current?.click()}>
          {t('폴더 고르기', 'Choose a folder')}
        </button>
        {onBack !== undefined && (
          <button type="button" className="btn" onClick={onBack}>
            {t('이 화면에 담긴 묶음으로', 'Back to the bundle in this page')}
          </button>
        )}
      </div>
      <p className="refused" aria-live="polite">
        {refused &&
          t(
            '폴더가 아니거나 비어 있습니다. 압축 파일은 먼저 푸십시오.',
            'That is not one folder with files in it. Unpack an archive first.',
          )}
      </p>
    </section>
  )
}

/** Listens for drops on the whole page, so that no dropped file replaces it. Tells whether something hovers. */
const useDrop = (onDrop: (items: DataTransferItemList) => void): boolean => {
  const [hovering, setHovering] = useState(false)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    const stopped = new AbortController()
    const { signal } = stopped
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setHovering(true)
    }
    const drop = (event: DragEvent): void => {
      setHovering(false)
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      latest.current(event.dataTransfer.items)
    }
    addEventListener('dragover', over, { signal })
    addEventListener('drop', drop, { signal })
    // Left for good when nothing is entered in its place.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setHovering(false), { signal })
    return () => stopped.abort()
  }, [])
  return hovering
}
