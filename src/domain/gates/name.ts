/** As much of a configured gate as its name is made of. */
type Named =
  | { readonly name: string; readonly kind: 'query' | 'command' }
  | { readonly name?: string | undefined; readonly kind: 'errors'; readonly source: string }
  | { readonly name?: string | undefined; readonly kind: 'latency'; readonly quantile: number }
  | { readonly name?: string | undefined; readonly kind: 'saturation'; readonly of: string }
  | { readonly name?: string | undefined; readonly kind: 'http'; readonly url: string }

/** The gate's name in verdicts: the one given, or one made of what it looks at. */
export function gateName(gate: Named): string {
  if (gate.name !== undefined) return gate.name
  if (gate.kind === 'latency') return `latency p${Number((gate.quantile * 100).toFixed(3))}`
  if (gate.kind === 'saturation') return gate.of
  if (gate.kind === 'http') return `http ${gate.url}`
  return gate.kind === 'errors' && gate.source === 'load-balancer'
    ? 'load balancer errors'
    : gate.kind
}
