import { createHash } from 'node:crypto'

/** What a saved plan was made for and with; it may be applied where all of it still holds. */
export interface PlanBinding {
  readonly schema: 1
  /** Names this plan for ever: it is applied once. */
  readonly id: string
  readonly createdAt: string
  /** opsctl's version. */
  readonly opsctl: string
  readonly project: string
  readonly environment: string
  /** Commit of the project; null outside of a repository. */
  readonly commit: string | null
  /** SHA-256 over the files of the root module and below it. */
  readonly code: string
  /** Where the state is, e.g. `s3 shop-tfstate/shop/dev/terraform.tfstate eu-west-3`. */
  readonly backend: string
  /** Lineage and serial of the state that was planned on; null when there was none yet. */
  readonly lineage: string | null
  readonly serial: number | null
  /** SHA-256 over the environment's variables and the TF_VAR_* in the environment. */
  readonly variables: string
  /** SHA-256 over the words after `--`. */
  readonly words: string
  /** `terraform` or `tofu`, with its version. */
  readonly tool: string
  /** Provider address to version. */
  readonly providers: Readonly<Record<string, string>>
}

export interface PlanBundle {
  readonly binding: PlanBinding
  /** Terraform's own plan file. */
  readonly plan: Uint8Array
}

/** Why a text is no plan of ours, one sentence. */
export class BrokenBundle extends Error {}

const magic = 'opsctl-plan 1 '
const headLength = magic.length + 64 + 1

/** The bytes of a bundle: a line with the checksum of the rest, a line of JSON, the plan. */
export function encodeBundle({ binding, plan }: PlanBundle): Uint8Array {
  const rest = Buffer.concat([Buffer.from(`${JSON.stringify(binding)}\n`), plan])
  return Buffer.concat([Buffer.from(`${magic}${sha256(rest)}\n`), rest])
}

/** @throws BrokenBundle when it is none, was cut short or altered */
export function decodeBundle(bytes: Uint8Array): PlanBundle {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!all.subarray(0, magic.length).equals(Buffer.from(magic))) {
    throw new BrokenBundle('it is not a plan that infra plan --out wrote')
  }
  const rest = all.subarray(headLength)
  const head = all.toString('latin1', magic.length, headLength)
  if (head !== `${sha256(rest)}\n`) {
    throw new BrokenBundle('its checksum does not fit: it was altered or cut short')
  }
  const end = rest.indexOf(0x0a)
  const binding = JSON.parse(rest.toString('utf8', 0, end)) as PlanBinding
  return { binding, plan: rest.subarray(end + 1) }
}

/** One thing that is not as it was when the plan was made. */
export interface Difference {
  readonly what: string
  readonly was: string
  readonly now: string
}

const named: readonly (readonly [keyof PlanBinding, string])[] = [
  ['project', 'project'],
  ['environment', 'environment'],
  ['commit', 'commit'],
  ['code', 'Terraform code'],
  ['backend', 'backend'],
  ['variables', 'variables'],
  ['lineage', "state's lineage"],
  ['serial', "state's serial"],
  ['tool', 'tool'],
]

/** What differs between a plan's binding and the world; only what `now` knows is compared. */
export function differences(bound: PlanBinding, now: Partial<PlanBinding>): readonly Difference[] {
  const plain = named.flatMap(([key, what]) => {
    if (!(key in now) || now[key] === bound[key]) return []
    return [{ what, was: shown(bound[key]), now: shown(now[key]) }]
  })
  return now.providers === undefined ? plain : [...plain, ...providers(bound, now.providers)]
}

function providers(bound: PlanBinding, now: PlanBinding['providers']): readonly Difference[] {
  const all = [...new Set([...Object.keys(bound.providers), ...Object.keys(now)])].sort()
  return all
    .filter((name) => bound.providers[name] !== now[name])
    .map((name) => ({
      what: `provider ${name}`,
      was: shown(bound.providers[name]),
      now: shown(now[name]),
    }))
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  const text = String(value)
  return /^[0-9a-f]{40,}$/.test(text) ? text.slice(0, 12) : text
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
