import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

/** Canaries of every kind; none is part of another or of an ordinary word. */
const secrets: Readonly<Record<string, string>> = {
  pem: `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 6 }, (_, n) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${n}+/${'Qx'.repeat(14)}`).join('\n')}\n-----END PRIVATE KEY-----\n`,
  json: '{"user":"ann","password":"jsOn-p4ss<word>&\\"quoted\\""}',
  short: 'zQ7#k',
  lines: 'first-canary-line\nsecond canary/line+\n',
  plain: 'pl4in canary value/with+signs=',
}

/** Every form in which a tool might print it; what is too short to tell from other text is left out. */
function forms(secret: string): string[] {
  const padded = Buffer.from(secret).toString('base64')
  const parts = secret.split('\n').filter((line) => line.length >= 5 && !line.startsWith('-----'))
  return [
    secret,
    ...parts,
    padded,
    ...(padded.match(/.{76}/g) ?? []),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(1, -1),
  ]
}

const stack = `
variable "pem" { sensitive = true }
variable "json" { sensitive = true }
variable "short" { sensitive = true }
variable "lines" { sensitive = true }
variable "plain" { sensitive = true }
locals { all = { pem = var.pem, json = var.json, short = var.short, lines = var.lines, plain = var.plain } }
resource "terraform_data" "a" {
  input = local.all
  triggers_replace = [var.short]
}
resource "terraform_data" "loud" {
  for_each = toset(["a", "b"])
  input = each.key
  provisioner "local-exec" {
    command = "cat leak/*; for f in leak/*.txt; do base64 $f; base64 -w0 $f; done; cat leak/* >&2; exit $(cat exit)"
  }
}
output "all" {
  value = local.all
  sensitive = true
}
output "nested" {
  value = [{ k = var.json }]
  sensitive = true
}
`

describe('canary secrets, with a real Terraform', function () {
  this.timeout(120_000)
  let world: World

  before(async function () {
    world = await World.forTest(this)
  })
  after(() => world?.close())

  it('appear in no output, journal, ledger, summary or comment, in no form', async () => {
    world.stack(stack)
    // What the tool prints: the secrets as they are, and as JSON and URLs hold them.
    for (const [name, secret] of Object.entries(secrets)) {
      world.put(`infra/leak/${name}.txt`, secret)
      const more = [
        encodeURIComponent(secret),
        JSON.stringify({ secret }),
        `https://u:${encodeURIComponent(secret)}@h/`,
      ]
      world.put(`infra/leak/${name}-forms`, `${more.join('\n')}\n`)
    }
    world.put('infra/exit', '1')
    world.put('summary.md', '')
    const variables = Object.entries(secrets).map(
      ([name, value]) => [`TF_VAR_${name}`, value] as const,
    )
    const env = {
      ...Object.fromEntries(variables),
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(world.folder, 'summary.md'),
    }
    const outputs: string[] = []
    const codes: (number | null)[] = []
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await world.run(args, env)
      outputs.push(stdout, stderr)
      codes.push(code)
    }
    await run('infra', 'plan', '-e', 'dev', '--verbose', '--markdown', 'plan.md')
    await run('infra', 'plan', '-e', 'dev', '--json')
    await run('infra', 'plan', '-e', 'dev', '--out', 'p.plan')
    await run('infra', 'show', 'p.plan', '--json')
    await run('infra', 'up', '-e', 'dev', '--plan', 'p.plan', '--yes')
    world.put('infra/exit', '0')
    await run('resume', '--yes')
    await run('infra', 'drift', '-e', 'dev')
    await run('infra', 'output', '-e', 'dev', '--json')
    await run('infra', 'graph', '-e', 'dev')
    await run('infra', 'plan', '-e', 'dev', '--', '-replace=terraform_data.a')
    await run('infra', 'down', '-e', 'dev', '--yes', '--confirm', 'dev', '--verbose')
    await run('history', '-e', 'dev', '--json')
    assert.deepEqual(codes, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], outputs.join('\n'))
    assert.match(outputs.join(''), /\*\*\*/)

    // What a tool wrote for the process that resumes, and the plan itself, hold secrets by nature: 0600.
    const own = /\.(out|err)$|\.tfplan$|p\.plan$/
    const files = ['.opsctl/**/*', 'plan.md', 'summary.md', 'p.plan']
      .flatMap((pattern) => globSync(pattern, { cwd: world.folder }))
      .map((file) => join(world.folder, file))
      .filter((file) => statSync(file).isFile())
    for (const file of files.filter((name) => own.test(name))) {
      assert.equal(statSync(file).mode & 0o077, 0, file)
    }
    const kept = files.filter((file) => !own.test(file))
    assert.ok(kept.some((file) => file.endsWith('journal.jsonl')) && kept.length > 10)
    const captured = [...outputs, ...kept.map((file) => readFileSync(file, 'utf8'))]
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of forms(secret)) {
        const leak = captured.find((text) => text.includes(form))
        assert.equal(leak, undefined, `${name} as ${JSON.stringify(form)} in:\n${leak}`)
      }
    }
  })
})
