import semver from 'semver'
import type { Exec } from '../ports/exec.ts'
import type { IdentityReader } from '../ports/identity.ts'

/** What one check found. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  /** What is there, e.g. a version or an account. */
  readonly found: string
  /** What to type or do; null when all is well. */
  readonly fix: string | null
}

/** One program that opsctl needs, and how its version is read from what it prints. */
export interface NeededTool {
  readonly check: string
  readonly command: { readonly file: string; readonly args: readonly string[] }
  /** First version that works; null when any does. */
  readonly atLeast: string | null
  readonly fix: string
}

export interface DoctorContext {
  readonly exec: Exec
  readonly tools: readonly NeededTool[]
  /** Null without an environment: only the tools are looked at. */
  readonly environment: {
    readonly name: string
    readonly account: string
    readonly identity: IdentityReader
    readonly bucket: string | null
    bucketExists(): Promise<boolean>
  } | null
}

/** Looks at everything that opsctl needs and changes nothing. Failing checks do not stop the rest. */
export async function doctor(c: DoctorContext): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const tool of c.tools) findings.push(await checkTool(c.exec, tool))
  if (c.environment !== null) {
    findings.push(await checkAccount(c.environment))
    findings.push(await checkBucket(c.environment))
  }
  return findings
}

async function checkTool(exec: Exec, tool: NeededTool): Promise<Finding> {
  const { check, command, atLeast, fix } = tool
  const missing: Finding = { check, ok: false, found: 'not found', fix }
  try {
    const ended = await exec.run({ ...command, effect: 'read' })
    if (ended.exitCode !== 0) return missing
    const version = semver.coerce(ended.stdout)
    const found = version?.version ?? 'found'
    if (atLeast === null || (version !== null && semver.gte(version, atLeast))) {
      return { check, ok: true, found, fix: null }
    }
    return { check, ok: false, found: `${found}, needs ${atLeast}`, fix }
  } catch {
    return missing
  }
}

type DoctorEnvironment = NonNullable<DoctorContext['environment']>

async function checkAccount(environment: DoctorEnvironment): Promise<Finding> {
  const check = `AWS account of ${environment.name}`
  try {
    const { account, arn } = await environment.identity.read()
    const ok = account === environment.account
    const found = ok ? `${account} as ${arn}` : `${account}, needs ${environment.account}`
    return {
      check,
      ok,
      found,
      fix: ok ? null : 'use the credentials of that account (AWS_PROFILE)',
    }
  } catch (error) {
    const fix = 'aws sso login, or AWS_PROFILE; for the sandbox: opsctl sandbox up'
    return { check, ok: false, found: (error as Error).message, fix }
  }
}

async function checkBucket(environment: DoctorEnvironment): Promise<Finding> {
  const { bucket, name } = environment
  const check = `state bucket of ${name}`
  if (bucket === null) {
    return {
      check,
      ok: false,
      found: 'none named',
      fix: 'set terraform.state.bucket in opsctl.yaml',
    }
  }
  const fix = `opsctl infra bootstrap -e ${name}`
  try {
    const ok = await environment.bucketExists()
    return { check, ok, found: ok ? bucket : `${bucket} does not exist`, fix: ok ? null : fix }
  } catch (error) {
    return { check, ok: false, found: (error as Error).message, fix: 'mend the account first' }
  }
}
