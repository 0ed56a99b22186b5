declare module 'ajv-formats-draft2019' {
  import type { Ajv } from 'ajv'
  /** Adds `iri`, `iri-reference`, `idn-email`, `idn-hostname`, `duration`. */
  const addFormats: (ajv: Ajv) => Ajv
  export default addFormats
}
