import { cannotMount, onSmallDisk } from './small-disk.ts'
import { isBuilt } from './world.ts'

describe('a small disk that is full, as root', function () {
  this.timeout(300_000)

  it('infra up says so, frees or names the lock, and goes on when there is room', function () {
    if (!isBuilt() || cannotMount() !== null) this.skip()
    // In its order: the journal, Terraform's working folder, the approved plan, the ledger.
    onSmallDisk('infra', [0, 4, 12, 20, 28, 40])
  })
})
