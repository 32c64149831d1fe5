import { forbiddenUrl } from '../domain/gates/forbidden-address.ts'
import type { Probe, ProbeAnswer } from '../ports/probe.ts'
import { boundedHttp, errorWords, ForbiddenAddressError, type Resolve } from './bounded-http.ts'

const mostRedirects = 5
const maxBytes = 1024 * 1024

/** Probes over the network; see domain/gates/forbidden-address.ts for where they never go. */
export function httpProbe(resolve?: Resolve): Probe {
  return {
    async get(url, timeoutMs, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      try {
        return await follow(url, { timeoutMs, signal: within, ...(resolve && { resolve }) })
      } catch (error) {
        if (error instanceof ForbiddenAddressError) {
          return { kind: 'refused', reason: error.message }
        }
        const code = (error as NodeJS.ErrnoException).code ?? ''
        const kind = ['ENOTFOUND', 'EAI_AGAIN'].includes(code) ? 'unresolved' : 'failed'
        return { kind, reason: errorWords(error) }
      }
    },
  }
}

async function follow(
  start: string,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly resolve?: Resolve },
): Promise<ProbeAnswer> {
  let url = start
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const wrong = forbiddenUrl(url)
    if (wrong !== null) return { kind: 'refused', reason: wrong }
    const { status, headers, body } = await boundedHttp(new URL(url), { ...limits, maxBytes })
    const onward = status >= 300 && status < 400 ? headers.location : undefined
    if (onward === undefined) return { kind: 'answered', status, body }
    if (!URL.canParse(onward, url)) return { kind: 'failed', reason: 'a redirect to no URL' }
    url = new URL(onward, url).href
  }
  return { kind: 'failed', reason: `more than ${mostRedirects} redirects` }
}
