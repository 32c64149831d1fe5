import { join } from 'node:path'
import { daemons } from '../../adapters/daemons.ts'
import { folderDocuments } from '../../adapters/folder-documents.ts'
import { loopback } from '../../adapters/loopback.ts'
import { sandboxNotUp } from '../../errors/index.ts'
import type { SandboxSettings } from '../../sandbox/places.ts'
import type { SandboxPorts } from '../../sandbox/record.ts'
import { type SandboxFacts, sandboxFacts } from '../../sandbox/up.ts'
import type { Call } from './call.ts'
import type { Workplace } from './workplace.ts'

/** The ways into the running sandbox; its keys are not secret and fit nowhere else. */
export interface SandboxAccess extends Omit<SandboxFacts, 'env'> {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The world as the sandbox's functions need it. */
export function sandboxPorts(workplace: Workplace): SandboxPorts {
  const { exec, files, clock, progress } = workplace
  const news = (line: string) => progress.news(line)
  return { exec, files, clock, loopback, daemons, documents: folderDocuments, news }
}

/** Where the sandbox finds its parts; `root` is the folder that holds sandbox/ and ansible/. */
export function sandboxSettings(call: Call, region: string): SandboxSettings {
  const script = `${call.root.replace(/\/$/, '')}/bin/run.js`
  return {
    project: call.root.replace(/\/$/, ''),
    region,
    env: process.env,
    controller: { file: process.execPath, args: [script, 'sandbox', 'controller'] },
    relay: { file: process.execPath, args: [script, 'sandbox', 'relay'] },
  }
}

/** @throws OpsctlError SANDBOX_NOT_UP (exit 2) */
export async function sandboxAccess(workplace: Workplace): Promise<SandboxAccess> {
  const facts = await sandboxFacts(sandboxPorts(workplace), sandboxSettings(workplace.call, ''))
  if (facts === null) throw sandboxNotUp()
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } =
    facts.env
  return {
    ...facts,
    credentials: { accessKeyId, secretAccessKey },
    env: {
      ...noRealAccount,
      ...facts.env,
      OPSCTL_SANDBOX_ENGINE: facts.engine,
      OPSCTL_SANDBOX_PODMAN: join(workplace.call.root, 'sandbox', 'connection', 'podman.sh'),
      PATH: `${facts.pythonBin}:${process.env['PATH'] ?? ''}`,
    },
  }
}

/** Whatever of a real account stands in the environment never reaches a sandbox's child. */
const noRealAccount = Object.fromEntries(
  [
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'HTTPS_PROXY',
    'https_proxy',
    'http_proxy',
  ].map((name) => [name, undefined]),
)
