import { type Colour, otherColour } from './colour.ts'

/** Shares of the requests by colour; whole numbers as the load balancer takes them. */
export type Weights = Readonly<Record<Colour, number>>

/** What is wrong with a sequence of weights: the rule that it breaks, for a person. */
export type SequenceProblem = string

/**
 * Checks the shares, in percent, that a candidate gets one after the other. Whole numbers from 1 to
 * 100 that grow and end at 100: anything else would leave a deployment half done, or go backwards.
 * @returns null when it is good
 */
export function sequenceProblem(weights: readonly number[]): SequenceProblem | null {
  if (weights.length === 0) return 'at least one weight is needed'
  const odd = weights.find((weight) => !Number.isInteger(weight) || weight < 1 || weight > 100)
  if (odd !== undefined) return `${odd} is not a whole number from 1 to 100`
  const falls = weights.findIndex(
    (weight, index) => index > 0 && weight <= (weights[index - 1] ?? 0),
  )
  if (falls > 0) return `${weights[falls]} after ${weights[falls - 1]} does not grow`
  return weights.at(-1) === 100 ? null : `the last one is ${weights.at(-1)} and must be 100`
}

/** Reads `5,25,50,100`; a part that is no plain number becomes NaN, which no sequence may hold. */
export function parseSequence(text: string): readonly number[] {
  return text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN))
}

/** `percent` of the requests for one colour, the rest for the other. */
export function sharing(colour: Colour, percent: number): Weights {
  const rest = { [otherColour(colour)]: 100 - percent }
  return { ...rest, [colour]: percent } as unknown as Weights
}

/** The colour that gets every request; null when both do, or none. */
export function servingColour(weights: Weights): Colour | null {
  if (weights.blue > 0 && weights.green === 0) return 'blue'
  return weights.green > 0 && weights.blue === 0 ? 'green' : null
}

/** A colour's share of all requests in percent, 0 when nobody gets any. */
export function percentOf(weights: Weights, colour: Colour): number {
  const total = weights.blue + weights.green
  return total === 0 ? 0 : (100 * weights[colour]) / total
}

/** Whether both send the same share of the requests to each colour: 1 to 0 is 100 to 0. */
export function sameShares(a: Weights, b: Weights): boolean {
  const [inA, inB] = [a.blue + a.green, b.blue + b.green]
  return a.blue * inB === b.blue * inA && a.green * inB === b.green * inA && !inA === !inB
}

/** `blue 95 %, green 5 %`. */
export function weightsText(weights: Weights): string {
  const part = (colour: Colour) => `${colour} ${Math.round(percentOf(weights, colour) * 10) / 10} %`
  return `${part('blue')}, ${part('green')}`
}
