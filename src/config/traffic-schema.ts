import * as z from 'zod'

const path = z.string().regex(/^\/[\w./~-]*$/, 'a path such as /readyz')

/** How one host, or one address, is asked whether it serves and what it runs. */
const service = {
  port: z.int().min(1).max(65_535).default(3000),
  /** Must answer 200. */
  health: path.default('/readyz'),
  /** Must answer the same everywhere: which build this is. */
  identity: path.default('/version'),
}

/** Where no load balancer of the stack decides who serves, how `rollback` moves users. */
export const trafficSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('dns'),
    /** Hosted zone's ID: a name would cost one more call in an outage. */
    zone: z.string().regex(/^Z[A-Z0-9]{1,31}$/, "a hosted zone's ID such as Z0123456789ABCDEFGHIJ"),
    /** Name with two weighted records, set identifiers blue and green. */
    record: z
      .string()
      .max(253)
      .regex(
        /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        'a name such as shop.example.com',
      ),
    ...service,
  }),
  z.strictObject({ by: z.literal('autoscaling'), ...service }),
])

export type Traffic = z.output<typeof trafficSchema>
