import { isAbsolute, join, resolve } from 'node:path'
import { dryRunFiles, shellLine } from '../../adapters/dry-run.ts'
import { nodeFiles } from '../../adapters/files.ts'
import type { HeadStart } from '../../adapters/head-start.ts'
import { SpilledLines } from '../../adapters/spilled-lines.ts'
import { nodeStreams } from '../../adapters/streams.ts'
import { findConfig } from '../../config/find.ts'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { usualSettings } from '../../domain/release/settings.ts'
import { badInput } from '../../errors/index.ts'
import type { ReleaseContext } from '../../operations/release/context.ts'
import type { CommandLine } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import type { TerraformPlace } from '../../tools/terraform/commands.ts'
import type { Call } from './call.ts'
import { checkedBefore } from './checked-before.ts'
import { likelyProgram } from './terraform-program.ts'

/** What the reading release commands need; `terraform` for a plan file that is to be judged. */
export interface ReleasePlace extends ReleaseContext {
  readonly terraform: TerraformPlace
}

/** What a quicker way to a command brings along. */
export interface ShortCuts {
  /** Instead of the usual ones; not for a dry run. */
  readonly files?: (ReleaseContext['files'] & Pick<Files, 'readRegular'>) | null
  /** What was begun before this was loaded. */
  readonly ahead?: HeadStart
}

/**
 * The release commands work in any clone; opsctl.yaml is read where there is one. Apart from the other
 * wiring, and loaded without it: these commands call neither AWS nor Ansible, and run often.
 * @throws OpsctlError CONFIG_* and BAD_INPUT (exit 2)
 */
export async function releaseContext(
  call: Call,
  { files = null, ahead }: ShortCuts = {},
): Promise<ReleasePlace> {
  const from = resolve(call.flags.chdir ?? '.')
  if ((await (files ?? nodeFiles).stat(from))?.kind !== 'folder') {
    throw badInput('--chdir', `${JSON.stringify(from)} is no folder`, 'name a folder of the clone')
  }
  const note = (line: string) => void process.stderr.write(`${call.redactor.redact(line)}\n`)
  const told = (command: CommandLine) => {
    if (call.flags.verbose) note(`$ ${shellLine(command)}`)
  }
  const found = await findConfig(files ?? nodeFiles, from)
  const loaded =
    found.path === null ? null : await loadConfig(files ?? nodeFiles, from, checkedBefore())
  const config = loaded?.config ?? null
  const dry = call.flags['dry-run'] === true
  return {
    streams: nodeStreams(call.signal, told, ahead),
    files: dry ? dryRunFiles(nodeFiles, note) : (files ?? nodeFiles),
    settings: config?.release ?? usualSettings,
    folder: found.folder,
    newLines: () => new SpilledLines(),
    terraform: terraformAt(found.folder, config?.terraform),
  }
}

/** An absolute path for a file that a person named from where opsctl was started. */
export function fromHere(call: Call, file: string): string {
  return isAbsolute(file) ? file : resolve(call.flags.chdir ?? '.', file)
}

/** Where a plan file is asked about: the project's Terraform, as configured. */
export function terraformAt(
  folder: string,
  config: Pick<Config['terraform'], 'dir' | 'program'> | undefined,
): TerraformPlace {
  const dir = join(folder, config?.dir ?? 'terraform')
  const program = likelyProgram(config?.program)
  return { program, dir, dataDir: join(dir, '.terraform'), env: {} }
}
