import { createRoot } from 'react-dom/client'
import type { ReportData } from './data.ts'
import { Report } from './report.tsx'

const text = document.getElementById('report-data')?.textContent ?? ''
const root = document.getElementById('root')
// The data was parsed and checked when the page was written.
if (root !== null) createRoot(root).render(<Report data={JSON.parse(text) as ReportData} />)
