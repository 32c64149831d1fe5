import { confirmDiffers, promptWithoutTerminal } from '../errors/index.ts'
import type { Prompt } from '../ports/prompt.ts'

/** A person at a terminal; `clear` takes spinners off the screen before a question. */
export function terminalPrompt(clear: () => Promise<void>): Prompt {
  return {
    assertAnswerable: () => undefined,
    async confirm(question) {
      await clear()
      const { default: inquirer } = await import('inquirer')
      const answer = await inquirer.prompt([
        { type: 'confirm', name: 'yes', message: question, default: false },
      ])
      return answer.yes === true
    },
    async typeExactly(question, expected) {
      await clear()
      const { default: inquirer } = await import('inquirer')
      const answer = await inquirer.prompt([
        { type: 'input', name: 'typed', message: `${question} (${expected}):` },
      ])
      return answer.typed === expected
    },
    typePhrase(question, expected) {
      return this.typeExactly(question, expected)
    },
  }
}

/** Nobody is there: every question is a refusal that names the flag which answers it. */
export function refusingPrompt(): Prompt {
  return {
    assertAnswerable: (expected) => {
      const flags = expected === null ? '--yes' : `--yes --confirm ${expected}`
      throw promptWithoutTerminal('is this to be done?', flags)
    },
    confirm: async (question) => {
      throw promptWithoutTerminal(question, '--yes')
    },
    typeExactly: async (question, expected) => {
      throw promptWithoutTerminal(question, `--yes --confirm ${expected}`)
    },
    typePhrase: async (question, _, flag) => {
      throw promptWithoutTerminal(question, flag)
    },
  }
}

/** Answers given in advance by --yes and --confirm; what they leave open goes to `otherwise`. */
export function answeredPrompt(
  yes: boolean,
  confirmed: string | undefined,
  otherwise: Prompt,
): Prompt {
  return {
    assertAnswerable: (expected) => {
      if (!yes || (expected !== null && confirmed === undefined))
        otherwise.assertAnswerable(expected)
      else if (expected !== null && confirmed !== expected)
        throw confirmDiffers(confirmed ?? '', expected)
    },
    confirm: async (question) => (yes ? true : otherwise.confirm(question)),
    typeExactly: async (question, expected) => {
      if (!yes || confirmed === undefined) return otherwise.typeExactly(question, expected)
      return confirmed === expected
    },
    typePhrase: (question, expected, flag) => otherwise.typePhrase(question, expected, flag),
  }
}

/** A dry run asks nothing: nothing will be changed. */
export function agreeingPrompt(): Prompt {
  return {
    assertAnswerable: () => undefined,
    confirm: async () => true,
    typeExactly: async () => true,
    typePhrase: async () => true,
  }
}
