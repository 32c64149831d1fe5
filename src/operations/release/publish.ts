import type { Publication } from '../../domain/release/publication.ts'
import { commitStep } from './publish/commit.ts'
import type { PublishStep } from './publish/context.ts'
import { githubStep } from './publish/github.ts'
import { imageStep } from './publish/image.ts'
import { pushStep } from './publish/push.ts'
import { tagStep } from './publish/tag.ts'

/**
 * The chain from the commit to the published release. The tag is pushed before anything is built
 * from it, and each step tells from the world whether it is done, so that any later run goes on
 * where the last one stopped: here, or in another clone.
 */
export function releasePublish({ image, github }: Publication): readonly PublishStep[] {
  return [
    commitStep,
    tagStep,
    pushStep,
    ...(image === null ? [] : [imageStep]),
    ...(github === null ? [] : [githubStep]),
  ]
}
