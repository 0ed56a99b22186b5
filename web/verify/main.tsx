import './no-eval.ts'
import { createRoot } from 'react-dom/client'
import { readCarried } from './carried-bundle.ts'
import { VerifyPage } from './verify-page.tsx'

const text = document.getElementById('carried')?.textContent ?? ''
const made = document.documentElement.lang === 'ko' ? 'ko' : 'en'
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<VerifyPage carried={readCarried(text)} made={made} />)
