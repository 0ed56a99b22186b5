/**
 * What Python would have raised, by Python's own name for it. It never leaves the room: whoever renders a template or
 * reads a literal turns it into an AssayError that says where.
 */
export class PythonError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.name = 'PythonError'
    this.type = type
  }
}
