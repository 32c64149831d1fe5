import { s3StateBucket } from '../../adapters/s3-state-bucket.ts'
import { stsIdentity } from '../../adapters/sts-identity.ts'
import type { DoctorContext, NeededTool } from '../../operations/doctor.ts'
import { oldestTerraform } from '../../operations/infra/too-old.ts'
import { commandName } from '../../tools/terraform/names.ts'
import { openEnvironment } from './environment-place.ts'
import { installTerraform, likelyProgram } from './terraform-program.ts'
import { openProject, type Workplace } from './workplace.ts'

/** What `doctor` looks at: the tools, and with an environment its account and backend. */
export async function doctorContext(
  workplace: Workplace,
  name: string | undefined,
): Promise<DoctorContext> {
  const loaded = await openProject(workplace)
  const { exec } = workplace
  const place = name === undefined ? null : await openEnvironment(workplace, name)
  const bin = place?.sandbox?.pythonBin
  const tools = neededTools(
    likelyProgram(loaded.config.terraform.program),
    bin === undefined ? '' : `${bin}/`,
  )
  if (place === null) return { exec, tools, environment: null }
  const { environment, aws } = place
  const { bucket, account } = environment
  return {
    exec,
    tools,
    environment: {
      name: environment.name,
      account,
      identity: stsIdentity(aws),
      bucket,
      bucketExists: async () => bucket !== null && (await s3StateBucket(aws, bucket)).exists(),
    },
  }
}

function neededTools(terraform: string, bin: string): readonly NeededTool[] {
  return [
    {
      check: 'git',
      command: { file: 'git', args: ['--version'] },
      atLeast: '2.31.0',
      fix: 'install git (git-scm.com)',
    },
    {
      check: commandName({ program: terraform }),
      command: { file: terraform, args: ['version'] },
      atLeast: oldestTerraform,
      fix: installTerraform,
    },
    {
      check: 'python',
      command: { file: `${bin}python3`, args: ['--version'] },
      atLeast: '3.11.0',
      fix: 'install Python 3.11 or later (python.org)',
    },
    {
      check: 'ansible',
      command: { file: `${bin}ansible-playbook`, args: ['--version'] },
      atLeast: '2.19.0',
      fix: 'pip install -r ansible/requirements.txt; for the sandbox: opsctl sandbox up',
    },
  ]
}
