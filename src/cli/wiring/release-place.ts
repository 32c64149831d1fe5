import { join } from 'node:path'
import { shellLine } from '../../adapters/dry-run.ts'
import { folderDocuments } from '../../adapters/folder-documents.ts'
import { SpilledLines } from '../../adapters/spilled-lines.ts'
import { nodeStreams } from '../../adapters/streams.ts'
import type { LoadedConfig } from '../../config/load.ts'
import type { EngineDeps } from '../../engine/index.ts'
import type { ReleaseContext } from '../../operations/release/context.ts'
import type { Documents } from '../../ports/documents.ts'
import type { CommandLine } from '../../ports/exec.ts'
import type { Files } from '../../ports/files.ts'
import { parseWhereabouts, whereabouts } from '../../tools/git/publishing-state.ts'
import {
  engineDeps,
  localDocuments,
  openEnvironment,
  projectEngineDeps,
} from './environment-place.ts'
import { recordsOf } from './records.ts'
import { openProject, type Workplace } from './workplace.ts'

/**
 * Stands where an environment's name stands for what belongs to none: a release. No environment can
 * be called so (docs/decisions/0001-where-a-release-keeps-its-ledger.md).
 */
export const releaseScope = '_release'

/** A project as releases see it: its history, and where their lock and ledger are. */
export interface ReleasePlace {
  readonly workplace: Workplace
  readonly loaded: LoadedConfig
  readonly release: ReleaseContext & { readonly files: Files }
  readonly documents: Documents
}

/** @throws OpsctlError CONFIG_* (exit 2) */
export async function openReleasePlace(workplace: Workplace): Promise<ReleasePlace> {
  const loaded = await openProject(workplace)
  const streams = nodeStreams(workplace.call.signal, (command) => tell(workplace, command))
  const { project, config } = loaded
  const where = await streams.read(whereabouts(project))
  const common = parseWhereabouts(where.stdout)?.commonFolder
  return {
    workplace,
    loaded,
    release: {
      streams,
      files: workplace.files,
      settings: config.release,
      folder: project,
      newLines: () => new SpilledLines(),
    },
    documents:
      common === undefined ? localDocuments({ loaded }) : folderDocuments(join(common, 'opsctl')),
  }
}

/** With `--verbose` each command is told before it runs. */
export function tell({ call, progress, redactor }: Workplace, command: CommandLine): void {
  if (call.flags.verbose === true) progress.note(`$ ${redactor.redact(shellLine(command))}`)
}

/** Lock and ledger of an environment, or of the releases. */
export interface Ledger {
  readonly documents: Documents
  engineDeps(): Promise<EngineDeps>
}

/** @param name an environment, or `releaseScope`. @throws OpsctlError UNKNOWN_ENVIRONMENT, CONFIG_* */
export async function openLedger(workplace: Workplace, name: string): Promise<Ledger> {
  if (name === releaseScope) {
    const place = await openReleasePlace(workplace)
    const { documents } = place
    return { documents, engineDeps: () => projectEngineDeps(place, documents) }
  }
  const place = await openEnvironment(workplace, name)
  const documents = recordsOf(place)
  return { documents, engineDeps: () => engineDeps(place, documents) }
}
