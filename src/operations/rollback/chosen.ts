import { type Colour, isColour } from '../../domain/traffic/colour.ts'
import type { Running } from '../../engine/step.ts'

/**
 * The colour that this rollback chose when it looked first. Who looks again, having waited for another one
 * that went the same way, means that colour still, and not the one which serves nobody by now.
 */
export function chosenBefore({ facts }: Pick<Running, 'facts'>): Colour | null {
  const { colour } = facts
  return isColour(colour) ? colour : null
}
