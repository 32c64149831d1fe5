/**
 * The parts of `terraform show -json PLAN` that opsctl reads (format version 1.x). Source:
 * developer.hashicorp.com/terraform/internals/json-format, "Plan Representation".
 */
export interface PlanJson {
  readonly format_version?: string
  readonly resource_changes?: readonly ResourceChangeJson[]
  readonly resource_drift?: readonly ResourceChangeJson[]
  readonly output_changes?: Readonly<Record<string, ChangeJson>>
}

export interface ResourceChangeJson {
  readonly address: string
  readonly mode: string
  readonly type: string
  readonly previous_address?: string
  readonly deposed?: string
  readonly action_reason?: string
  readonly change: ChangeJson & {
    readonly replace_paths?: readonly (readonly (string | number)[])[]
    readonly importing?: unknown
  }
}

/** A value before and after, with Terraform's own marks: `true`, or a structure that holds `true`. */
export interface ChangeJson {
  readonly actions: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
  readonly after_unknown?: unknown
  readonly before_sensitive?: unknown
  readonly after_sensitive?: unknown
}
