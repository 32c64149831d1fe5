import { Command, type Interfaces } from '@oclif/core'
import { Redactor } from '../domain/redaction.ts'
import { secretsIn } from '../domain/secret-variables.ts'
import { badInput } from '../errors/index.ts'
import { type Paint, paintFor } from '../ui/paint.ts'
import { type Answer, giveAnswer } from './answer.ts'
import { everywhere } from './flags.ts'
import { interruptSignal } from './signals.ts'
import { readTerminal, standardStreams, type Terminal } from './terminal.ts'
import type { Call } from './wiring/call.ts'

export type { Answer } from './answer.ts'

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof OpsctlCommand)['baseFlags'] & T['flags']
>
export type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>

/** Every command: shared flags, one answer, errors as text or JSON, the exit code. */
export abstract class OpsctlCommand<T extends typeof Command> extends Command {
  static override baseFlags = everywhere

  protected flags!: FlagsOf<T>
  protected args!: ArgsOf<T>
  /** Everything after `--`, for the wrapped tool. */
  protected passedOn: readonly string[] = []
  private seen: Terminal | undefined
  private readonly redactor = new Redactor(secretsIn(process.env))

  /** The command's body. */
  protected abstract execute(): Promise<Answer>

  override async run(): Promise<void> {
    const own = this.ownWords()
    this.passedOn = this.argv.slice(own.length + 1)
    const asked = {
      name: this.name,
      json: own.includes('--json'),
      terminal: () => this.terminal,
      redactor: this.redactor,
      folder: () => this.flags?.chdir ?? process.cwd(),
    }
    await giveAnswer(asked, async () => {
      // By name: oclif would spread the class, which leaves out what a command inherits.
      const { args, flags, baseFlags, strict } = this.ctor
      const parsed = await this.parse({ args, flags, baseFlags, strict }, own)
      this.flags = parsed.flags as FlagsOf<T>
      this.args = parsed.args as ArgsOf<T>
      refuseSecrets(this.passedOn, this.redactor)
      // `npm run bench` measures the way to here.
      return process.env['OPSCTL_BENCH_BODY'] === '1' ? null : this.execute()
    })
  }

  /** The words before `--`; oclif's parser changes `argv`. */
  private ownWords(): string[] {
    const dashes = this.argv.indexOf('--')
    return dashes === -1 ? this.argv : this.argv.slice(0, dashes)
  }

  /**
   * The wiring, loaded when a command's body begins: flags are refused and help is shown without it.
   */
  protected wiring() {
    return import('./wiring/index.ts')
  }

  /** The same for what only reads an environment's infrastructure. */
  protected infra() {
    return import('./wiring/infra.ts')
  }

  /** Read when first asked for: a look at the streams costs more than parsing the flags. */
  protected get terminal(): Terminal {
    const noInput = this.ownWords().includes('--no-input')
    this.seen ??= readTerminal(standardStreams(), process.env, noInput)
    return this.seen
  }

  /** Colours for stdout. */
  protected get paint(): Paint {
    return paintFor(this.terminal.colourOut && this.flags.json !== true)
  }

  /** `infra up` rather than oclif's `infra:up`. */
  protected get name(): string {
    return (this.id ?? '').replaceAll(':', ' ')
  }

  /** This invocation, for the wiring; from here on a signal is an interrupt to be answered. */
  protected get call(): Call {
    return {
      flags: this.flags as Call['flags'],
      terminal: this.terminal,
      passedOn: this.passedOn,
      signal: interruptSignal(),
      version: this.config.version,
      root: this.config.root,
      redactor: this.redactor,
      paint: paintFor(this.terminal.colourErr),
    }
  }
}

/**
 * What follows `--` is journaled, and every process of the machine sees it.
 * @throws OpsctlError BAD_INPUT (exit 2) for a word with a secret of the environment in it
 */
function refuseSecrets(words: readonly string[], redactor: Redactor): void {
  const guilty = words.find((word) => redactor.redact(word) !== word)
  if (guilty === undefined) return
  const rule = `${JSON.stringify(redactor.redact(guilty))} holds a secret of the environment, and what is typed is journaled`
  throw badInput('--', rule, 'leave the secret in the variable that holds it')
}
