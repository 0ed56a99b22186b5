import { useEffect, useMemo, useState } from 'react'
import { checkIds } from '#verify'
import { type BundleWords, bundleWords } from './bundle-words.ts'
import type { Carried } from './carried-bundle.ts'
import { CheckList } from './components/check-list.tsx'
import { KeyForm } from './components/key-form.tsx'
import { Masthead } from './components/masthead.tsx'
import { NotChecked } from './components/not-checked.tsx'
import { OtherBundle } from './components/other-bundle.tsx'
import { Verdict } from './components/verdict.tsx'
import type { ChosenFolder } from './folder-files.ts'
import type { Lang } from '../shell/reader-choice.ts'
import { ReaderProvider, useWords } from '../shell/language.tsx'
import { type Subject, useVerification } from './use-verification.ts'

/** The verifier: the bundle that the page carries, or a folder, checked here and now. */
export const VerifyPage = ({ carried, made }: { carried: Carried | undefined; made: Lang }) => (
  <ReaderProvider made={made}>
    <Verifier carried={carried} />
    <Foot />
  </ReaderProvider>
)

const Verifier = ({ carried }: { carried: Carried | undefined }) => {
  const { lang, t } = useWords()
  const [folder, setFolder] = useState<ChosenFolder | undefined>()
  const [key, setKey] = useState<string | undefined>()
  const [attempt, setAttempt] = useState(0)
  const subject = useMemo(() => subjectOf(folder, carried), [folder, carried])
  const run = useVerification(subject, key, attempt)
  const { name, notice } = useBundleWords(subject)
  const choose = (next: ChosenFolder | undefined): void => {
    setFolder(next)
    scrollTo({ top: 0 })
  }
  return (
    <>
      {notice !== undefined && (
        <aside className="strip" aria-label={t('안내', 'Notice')}>
          <div className="wrap">{notice[lang]}</div>
        </aside>
      )}
      <Masthead />
      <main id="main" className="wrap" tabIndex={-1}>
        <p className="crumb">
          <span>
            {folder === undefined
              ? t('이 화면에 담긴 공개 묶음', 'The bundle in this page')
              : t('고른 폴더', 'The folder you chose')}
          </span>
          <bdi>{folder === undefined ? name?.[lang] : [folder.name, name?.[lang]].filter(Boolean).join(' · ')}</bdi>
        </p>
        <Verdict run={subject === undefined ? undefined : run} />
        <div className="grid g84 checking">
          <div className="stack">
            {subject !== undefined && (
              <section className="card" aria-labelledby="checks-title">
                <div className="cardhead">
                  <h2 id="checks-title">{t(`점검 ${checkIds.length}가지`, `The ${checkIds.length} checks`)}</h2>
                  <button type="button" className="btn noprint" onClick={() => setAttempt(attempt + 1)}>
                    {t('다시 점검', 'Check again')}
                  </button>
                </div>
                <CheckList run={run} />
              </section>
            )}
            <NotChecked leftOut={run.checks[0]?.leftOut ?? []} />
          </div>
          <div className="stack">
            <KeyForm used={key} onKey={setKey} />
            <OtherBundle
              {...(folder !== undefined && carried !== undefined ? { onBack: () => choose(undefined) } : {})}
              onFolder={choose}
            />
          </div>
        </div>
      </main>
    </>
  )
}

const subjectOf = (folder: ChosenFolder | undefined, carried: Carried | undefined): Subject | undefined => {
  if (folder !== undefined) return { files: folder.files }
  return carried === undefined ? undefined : { files: carried.files, withoutManifest: { key: carried.key } }
}

const NO_WORDS: BundleWords = {}

const useBundleWords = (subject: Subject | undefined): BundleWords => {
  const [read, setRead] = useState<{ readonly of: Subject; readonly words: BundleWords }>()
  useEffect(() => {
    if (subject !== undefined) void bundleWords(subject.files).then((words) => setRead({ of: subject, words }))
  }, [subject])
  return read !== undefined && read.of === subject ? read.words : NO_WORDS
}

const Foot = () => {
  const { t } = useWords()
  return (
    <footer className="foot">
      <div className="wrap">
        <div>
          {t(
            '이 화면은 아무것도 내려받거나 보내지 않습니다. 고른 폴더도 이 브라우저 안에서만 읽습니다.',
            'This page fetches nothing and sends nothing. A folder that you choose is read in this browser only.',
          )}
        </div>
        <code>assay verify BUNDLE --key VKEY</code>
      </div>
    </footer>
  )
}
