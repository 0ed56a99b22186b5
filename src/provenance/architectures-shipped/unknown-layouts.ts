/** Known names on a model type that is not known: tried after all decoders that are. */
export const unknownLayouts = `
  # Names that are known on a model type that is not: nothing is assumed of the residual stream.
  - id: unknown-gated
    component: language
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *expertsMlp
    attention: *llamaAttention

  - id: unknown-experts
    component: language
    fits: layers.<layer>.mlp.experts.<expert>.gate_proj.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *expertsMlp
    attention: *llamaAttention

  - id: unknown-mixtral
    component: language
    fits: layers.<layer>.block_sparse_moe.experts.<expert>.w1.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *mixtralMlp
    attention: *llamaAttention
`
