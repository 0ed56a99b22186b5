declare module 'subset-font' {
  /** The font with the glyphs of a text alone. */
  const subsetFont: (
    font: Buffer,
    text: string,
    options?: { readonly targetFormat?: 'sfnt' | 'woff' | 'woff2' },
  ) => Promise<Buffer>
  export default subsetFont
}
