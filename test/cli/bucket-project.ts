import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty project whose state, lock and ledger are in a bucket. */
export class BucketProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'opsctl-bucket-'))

  constructor() {
    for (const name of ['terraform', 'ansible', '.git']) mkdirSync(join(this.folder, name))
    writeFileSync(
      join(this.folder, 'opsctl.yaml'),
      'project: shop\nregion: eu-west-3\nenvironments: { dev: { account: "111111111111" } }\n' +
        'terraform: { state: { bucket: shop-tfstate } }\n',
    )
  }

  /** This process's environment, with an AWS at `endpoint` and a cache of the project's own. */
  env(endpoint: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
