import { createRoot } from 'react-dom/client'
import { ComparisonPage } from './comparison-page.tsx'
import type { PageData } from './page-data.ts'

const text = document.getElementById('comparison-data')?.textContent ?? ''
const root = document.getElementById('root')
// The data was parsed and checked when the page was written.
if (root !== null) createRoot(root).render(<ComparisonPage data={JSON.parse(text) as PageData} />)
