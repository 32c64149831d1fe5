import type { Clock } from '../../ports/clock.ts'
import type { Probe } from '../../ports/probe.ts'

/** How a place is asked whether it serves, and what. */
export interface Service {
  readonly port: number
  /** Path that must answer 200. */
  readonly health: string
  /** Path that must answer the same everywhere. */
  readonly identity: string
}

export interface Asking {
  readonly probe: Probe
  readonly clock: Clock
  readonly service: Service
}

const tryMs = 5_000

/**
 * Asks every place, all at once, whether it can serve and which build it is.
 * @param places addresses or names
 * @returns what speaks against sending users there, a line each; empty when all serve the same
 */
export async function whyNot(
  { probe, service }: Asking,
  places: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    places.map(async (place) => {
      const ask = (path: string) => probe.get(urlOf(place, service.port, path), tryMs, signal)
      const [health, identity] = await Promise.all([ask(service.health), ask(service.identity)])
      return { place, health, identity }
    }),
  )
  const sick = answers.flatMap(({ place, health }) => {
    if (health.kind !== 'answered') return [`${place}  ${health.reason}`]
    return health.status === 200 ? [] : [`${place}  ${service.health} answers ${health.status}`]
  })
  if (sick.length > 0) return sick
  const builds = answers.map(({ identity }) =>
    identity.kind === 'answered' && identity.status === 200 ? identity.body : null,
  )
  return answers.flatMap(({ place }, at) => {
    if (builds[at] === null) return [`${place}  ${service.identity} does not say what runs there`]
    return builds[at] === builds[0]
      ? []
      : [`${place}  runs another build than ${answers[0]?.place}`]
  })
}

/** An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
function urlOf(place: string, port: number, path: string): string {
  return `http://${place.includes(':') ? `[${place}]` : place}:${port}${path}`
}
