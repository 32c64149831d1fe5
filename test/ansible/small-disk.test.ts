import { cannotMount, onSmallDisk } from '../killed/small-disk.ts'
import { lacking } from '../real-terraform/world.ts'

describe('config apply on a small disk that is full, as root', function () {
  this.timeout(600_000)

  it('says so, and goes on when there is room', function () {
    if (lacking() !== null || cannotMount() !== null) this.skip()
    // The journal, Terraform's working folder, Ansible's own files.
    onSmallDisk('config', [0, 24, 48])
  })
})
