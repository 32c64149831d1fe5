import * as z from 'zod'
import { forbiddenUrl } from '../domain/gates/forbidden-address.ts'
import { gateName } from '../domain/gates/name.ts'

const title = z.string().min(1).max(60)
const share = z
  .number({ error: 'a share between 0 and 1: 0.01 is 1 %' })
  .gt(0, 'a share above 0: 0.01 is 1 %')
  .lt(1, 'a share below 1: 0.01 is 1 %')
const short = z.string().regex(/^\d+(ms|s)$/, 'a time such as 500ms or 2s')
const count = z.int().min(1)
/** The new colour's level may be this many times the old one's. */
const times = z.number().min(1, 'at least 1: as good as the old colour')

const errors = z.strictObject({
  kind: z.literal('errors'),
  name: title.optional(),
  /** Who counts: the service itself, or the load balancer (where Prometheus scrapes it). */
  source: z.enum(['service', 'load-balancer']).default('service'),
  atMost: share.default(0.01),
  /** How much larger the share may be than the old colour's. */
  worseBy: share.default(0.005),
  /** Default: 3 / atMost, below which the limit cannot be told from chance. */
  minimumSamples: count.optional(),
})

const latency = z.strictObject({
  kind: z.literal('latency'),
  name: title.optional(),
  quantile: share.default(0.95),
  atMost: short.default('500ms'),
  timesOld: times.default(1.5),
  /** Default: 3 / (1 - quantile). */
  minimumSamples: count.optional(),
})

const saturation = z.strictObject({
  kind: z.literal('saturation'),
  name: title.optional(),
  of: z.enum(['cpu', 'memory', 'connections']),
  atMost: share.default(0.9),
  timesOld: times.optional(),
  /** Scrapes in the window. */
  minimumSamples: count.default(3),
})

const query = z.strictObject({
  kind: z.literal('query'),
  name: title,
  /** PromQL that gives one number; $colour, $environment and $window are filled in. */
  query: z.string().min(1).max(4000),
  /** PromQL for the number of samples it rests on; without it one is taken. */
  samples: z.string().min(1).max(4000).optional(),
  atMost: z.number(),
  timesOld: times.optional(),
  minimumSamples: count.default(1),
})

const http = z.strictObject({
  kind: z.literal('http'),
  name: title.optional(),
  /** A URL, or a path on the load balancer. */
  url: z.string().superRefine((url, context) => {
    const wrong = url.startsWith('/') && !url.startsWith('//') ? null : forbiddenUrl(url)
    if (wrong !== null) {
      const message = `${wrong}; give an http(s) URL or a path such as /readyz`
      context.addIssue({ code: 'custom', message })
    }
  }),
  status: z.int().min(100).max(599).default(200),
  /** How long one try may take. */
  within: short.default('5s'),
  tries: z.int().min(1).max(100).default(3),
})

const command = z.strictObject({
  kind: z.literal('command'),
  name: title,
  /** Program and arguments; no shell. Exit 0 passes, 75 is inconclusive, all else fails. */
  run: z.array(z.string()).min(1),
  within: short.default('60s'),
})

const gate = z.discriminatedUnion('kind', [errors, latency, saturation, query, http, command])

/** `deploy.gates`: what must be true of the new colour at each weight. */
export const gatesSchema = z
  .array(gate)
  .max(50)
  .superRefine((gates, context) => {
    const seen = new Set<string>()
    for (const [index, one] of gates.entries()) {
      const name = gateName(one)
      if (seen.has(name)) {
        const message = `a second gate ${JSON.stringify(name)}: give it a name of its own`
        context.addIssue({ code: 'custom', message, path: [index, 'name'] })
      }
      seen.add(name)
    }
  })
  .default(() => [errors.parse({ kind: 'errors' }), latency.parse({ kind: 'latency' })])

/** `deploy.prometheus`: where it is asked; without it the monitoring host is looked up. */
export const prometheusSchema = z
  .string()
  .superRefine((url, context) => {
    const wrong = forbiddenUrl(url)
    const message = `${wrong}; give a URL such as http://10.20.1.9:9090`
    if (wrong !== null) context.addIssue({ code: 'custom', message })
  })
  .optional()

export type GateConfig = z.output<typeof gate>
