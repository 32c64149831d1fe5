/** The two halves of an environment; terraform/modules/compute makes one group of hosts for each. */
export type Colour = 'blue' | 'green'

export const colours: readonly Colour[] = ['blue', 'green']

/** The half that a deployment goes to when `colour` serves. */
export function otherColour(colour: Colour): Colour {
  return colour === 'blue' ? 'green' : 'blue'
}

/** Whether a text from outside names a colour. */
export function isColour(text: unknown): text is Colour {
  return text === 'blue' || text === 'green'
}
