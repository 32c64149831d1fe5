/** A pull request as ansible-ci hears of it. */
export const ansibleRequest = {
  pull_request: { base: { sha: 'a', ref: 'develop' }, head: { sha: 'b', ref: 'feat/a' } },
}
