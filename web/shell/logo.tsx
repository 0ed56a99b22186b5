export const Logo = () => (
  <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
    <path d="M7 1h12l6 6v12l-6 6H7l-6-6V7z" fill="var(--ink)" />
    <path
      d="M8 19 13 7l5 12M10 15h6"
      fill="none"
      stroke="var(--paper)"
      strokeWidth="2.1"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
)
