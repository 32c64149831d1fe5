import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { World } from '../real-terraform/world.ts'

/** Whether there is a program to kill. */
export function isBuilt(): boolean {
  return existsSync(join(import.meta.dirname, '..', '..', 'dist', 'main.js'))
}

/** The real opsctl, its journal and its supervisors, over a Terraform that costs nothing. */
export class KilledWorld extends World {
  override async open(): Promise<void> {
    await super.open()
    this.put('bin/.keep', '')
    copyFileSync(join(import.meta.dirname, 'terraform.sh'), join(this.folder, 'bin/terraform'))
    this.put('world/lock', '')
  }

  /** Puts `script` (shell) in place of Terraform as `program`; what was there is `$HOME/bin/real`. */
  replace(program: 'terraform' | 'tofu', script: string): void {
    renameSync(join(this.folder, 'bin/terraform'), join(this.folder, 'bin/real'))
    chmodSync(this.put(`bin/${program}`, script), 0o755)
  }

  override env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return super.env({ PATH: `${this.folder}/bin:${process.env['PATH']}`, ...more })
  }

  /** With a module of this folder loaded into every Node that is started. */
  with(module: string, more: Readonly<Record<string, string>>): Record<string, string> {
    const file = pathToFileURL(join(import.meta.dirname, module))
    return { NODE_OPTIONS: `--import=${file}`, ...more }
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, 'world', name))
  }

  /** The lock's document; null when it was never taken. */
  lock(): { holder: unknown; unfinished: unknown } | null {
    const folder = join(this.folder, '.opsctl/documents/locks')
    const version = (name: string) => Number(name.split('@')[1])
    const all = existsSync(folder) ? readdirSync(folder).filter((name) => /@\d+$/.test(name)) : []
    const newest = all.sort((a, b) => version(b) - version(a))[0]
    return newest === undefined ? null : JSON.parse(readFileSync(join(folder, newest), 'utf8'))
  }

  /** What `name` of the only operation says; null when there is none. */
  record(name: string): string | null {
    const all = join(this.folder, '.opsctl/operations')
    const newest = existsSync(all) ? readdirSync(all).sort().at(-1) : undefined
    const file = join(all, newest ?? '', name)
    return newest !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : null
  }
}
