/**
 * A kernel over a memory that the caller owns. Kernels keep no state and use no memory but what they are pointed to.
 *
 * @param base64 the `plain` or `shared` build of a generated module beside this file
 * @param memory shared exactly if the build is
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the bytes export; nothing else can
export const instantiate = <Exports>(base64: string, memory: WebAssembly.Memory): Exports => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort } }).exports as Exports
}

const abort = (): never => {
  throw new WebAssembly.RuntimeError('a kernel aborted')
}
