/** How the quickstart runs commands and speaks; given by it, so that this part decides nothing of that. */
export interface Stage {
  command(stage: string, args: readonly string[]): Promise<Record<string, unknown>>
  ask(method: string, url: string, body?: object): Promise<Record<string, unknown>>
  say(text: string): void
}

const sandbox = ['-e', 'sandbox']

/**
 * Writes data, copies it, proves the copy, damages the database, restores, reads the data back, and
 * shows that the next plan changes nothing. Throws when the data is not there again.
 */
export async function damageAndRestore(stage: Stage, address: string): Promise<void> {
  const { command, ask, say } = stage
  say('\n== A row to lose')
  const row = await ask('POST', `${address}/items`, { name: 'worth a restore' })
  const url = `${address}/items/${String(row['id'])}`

  const made = facts(await command('Copy the data', ['snapshot', 'create', ...sandbox]))
  const [copy = ''] = made['snapshots'] as readonly string[]
  const verified = facts(await command('Prove the copy', ['snapshot', 'verify', copy, ...sandbox]))

  await damageDatabase(stage, url)

  const swap = ['snapshot', 'restore', copy, '--swap', '--yes', '--confirm', 'sandbox', ...sandbox]
  const restored = facts(await command('Restore it', swap))
  say('\n== The row is back')
  const back = await ask('GET', url)
  if (back['name'] !== 'worth a restore') throw new Error('the row did not come back')

  const plan = await command('Plan again', ['infra', 'plan', ...sandbox])
  if (plan['empty'] !== true) throw new Error('the plan after the restore is not empty')
  say(
    `   The next plan is empty. Recovery time: ${restored['recoverySeconds']} s from the restore's`,
  )
  say(`   beginning to a ready service; the proof had measured ${verified['recoverySeconds']} s.`)
  say(`   Way back: ${restored['wayBack']}`)
}

function facts(end: Record<string, unknown>): Record<string, unknown> {
  return end['facts'] as Record<string, unknown>
}

async function damageDatabase({ say }: Stage, url: string): Promise<void> {
  const { host, file } = await databaseOnThisMachine()
  say(`\n== Damage: the table's file on ${host} is overwritten and the database killed`)
  await damage(host, file)
  const { status } = await fetch(url, { signal: AbortSignal.timeout(60_000) })
  say(`GET ${url}\n  ${status}`)
  if (status < 500) throw new Error('the service answers although its table is damaged')
}

/** The sandbox's database host, and the file of the table `items` on it. */
async function databaseOnThisMachine(): Promise<{ host: string; file: string }> {
  const names = (await engine('ps', '--format', '{{.Names}}')).split('\n')
  for (const host of names.filter((name) => name.startsWith('i-'))) {
    const socket = '/run/postgresql/.s.PGSQL.5432'
    const found = await engine('exec', host, 'sh', '-c', `test -S ${socket} && echo yes || true`)
    if (found.trim() !== 'yes') continue
    const ask = "select current_setting('data_directory') || '/' || pg_relation_filepath('items')"
    const words = ['psql', '-h', '/run/postgresql', '-U', 'postgres', '-d', 'shop', '-qAtc', ask]
    return { host, file: (await engine('exec', host, ...words)).trim() }
  }
  throw new Error('no host of the sandbox runs PostgreSQL')
}

/** What a failing disk does: garbage in the middle of the table, found when it is read. */
async function damage(host: string, file: string): Promise<void> {
  const garbage = `dd if=/dev/urandom of=${file} bs=8192 count=1 conv=notrunc 2>/dev/null`
  await engine('exec', host, 'sh', '-c', `${garbage} && systemctl kill -s KILL opsctl-postgresql`)
}

async function engine(...args: string[]): Promise<string> {
  const { execFile } = await import('node:child_process')
  return new Promise((resolve, reject) => {
    execFile('podman', args, { encoding: 'utf8' }, (error, stdout) => {
      if (error) reject(error)
      else resolve(stdout)
    })
  })
}
