import type { Policy } from '../domain/snapshot/coverage.ts'
import type { SnapshotPolicyReader } from '../ports/snapshot-policies.ts'
import type { AwsAccess } from './aws-access.ts'
import { backupPolicies } from './aws-backup-plans.ts'
import { dlmPolicies } from './aws-dlm-policies.ts'

export function awsSnapshotPolicies(access: AwsAccess): SnapshotPolicyReader {
  const sources: readonly [string, (access: AwsAccess) => Promise<readonly Policy[]>][] = [
    ['AWS Backup', backupPolicies],
    ['DLM', dlmPolicies],
  ]
  return {
    async read() {
      const policies: Policy[] = []
      const unread: string[] = []
      for (const [what, read] of sources) {
        try {
          policies.push(...(await read(access)))
        } catch (error) {
          unread.push(`${what} (${error instanceof Error ? error.name : String(error)})`)
        }
      }
      return { policies, unread }
    },
  }
}
