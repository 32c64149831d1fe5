import { giveAnswer } from '../../src/cli/answer.ts'
import { interruptSignal } from '../../src/cli/signals.ts'
import { Redactor } from '../../src/domain/redaction.ts'
import { OpsctlError, toolFailed } from '../../src/errors/index.ts'

/** A command that says SECRET in the way that its first word names. `--json` and the runner as usual. */
const [way = ''] = process.argv.slice(2)
const secret = process.env['SECRET'] ?? ''

const ways: Readonly<Record<string, () => unknown>> = {
  text: () => ({ result: {}, text: `it is ${secret}\n` }),
  result: () => ({ result: { deep: [{ note: `it is ${secret}` }] }, text: '' }),
  pieces: () => ({ result: {}, text: cut(`it is ${secret}\nand\nstill ${secret}`) }),
  error: () => {
    throw new OpsctlError({
      code: 'TOOL_FAILED',
      kind: 'failed',
      message: `it said ${secret}`,
      now: `now ${secret}`,
      next: [`type ${secret}`],
      details: { one: secret, many: ['x', secret] },
      cause: new Error(secret),
    })
  },
  // As a stack shows it: a message of several lines, of which one looks like a place.
  unforeseen: () => {
    throw new Error(`no\n    at ${secret} (file:///x)`)
  },
  // As a child does that got the same interrupt.
  cut: async () => {
    await interruptedHere()
    throw toolFailed('terraform plan', 'failed (exit 1)', 'Nothing was changed.', ['mend it'])
  },
  // As `deploy status --watch` does, and a dry run; and a call of AWS goes on.
  watched: async () => {
    await interruptedHere()
    setTimeout(() => undefined, 60_000)
    interruptSignal().throwIfAborted()
  },
  thrown: () => {
    throw secret
  },
}

async function interruptedHere(): Promise<void> {
  const asked = new Promise((resolve) => interruptSignal().addEventListener('abort', resolve))
  // A signal alone keeps no process alive.
  const child = setInterval(() => undefined, 1000)
  process.kill(process.pid, 'SIGINT')
  await asked
  clearInterval(child)
}

/** Every byte a piece of its own. */
async function* cut(text: string): AsyncIterable<Uint8Array> {
  for (const byte of Buffer.from(text)) yield Uint8Array.of(byte)
}

await giveAnswer(
  {
    name: 'x',
    json: process.argv.includes('--json'),
    terminal: () =>
      ({ githubActions: process.argv.includes('--actions'), colourErr: false }) as never,
    redactor: new Redactor([secret]),
  },
  async () => (ways[way] as () => never)(),
)
