import assert from 'node:assert/strict'
import { runOperation } from '../../src/engine/index.ts'
import { readLines } from '../../src/engine/journal-lines.ts'
import { Bench, folder, id } from './bench.ts'
import { Power } from './power.ts'

describe('journal', () => {
  let bytes = new Uint8Array()
  before(async () => {
    const bench = new Bench()
    await runOperation(bench.operation(), bench.deps())
    bytes = Uint8Array.from(bench.disk.content.get(`${folder}/${id}/journal.jsonl`) ?? [])
    assert.ok(bytes.length > 1000)
  })
  const check = (changed: Uint8Array) => readLines(changed, 'journal.jsonl')

  it('writes what changed nothing along with the next line', async () => {
    const bench = new Bench()
    const power = new Power()
    bench.world.made.add('net')
    const deps = bench.deps(power)
    const written: string[] = []
    const append: typeof deps.files.append = async (path, lines) => {
      written.push(lines)
      return deps.files.append(path, lines)
    }
    await runOperation(bench.operation(power), { ...deps, files: { ...deps.files, append } })
    const types = written.map((lines) =>
      [...lines.matchAll(/"type":"([a-z]+)"/g)].map(([, t]) => t),
    )
    assert.deepEqual(types, [
      ['intent'],
      ['outcome', 'outcome', 'lock'],
      ['intent'],
      ['outcome'],
      ['intent'],
      ['outcome'],
      ['end'],
    ])
  })

  it('notices every flipped bit', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytes.slice()
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        assert.throws(() => check(changed), { code: 'JOURNAL_DAMAGED' }, `byte ${at}, bit ${bit}`)
      }
    }
  }).timeout(60_000)

  it('tolerates a cut at every byte, and keeps every whole line before it', () => {
    for (let at = 0; at < bytes.length; at++) {
      const whole = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length
      const { events, torn, goodBytes } = check(bytes.subarray(0, at))
      assert.equal(events.length, whole)
      assert.equal(torn, goodBytes < at)
    }
  })

  it('notices a missing, doubled or moved line', () => {
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1)
    for (let at = 0; at < lines.length - 1; at++) {
      const missing = lines.toSpliced(at, 1)
      const doubled = lines.toSpliced(at, 0, lines[at] ?? '')
      const moved = lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? '')
      for (const changed of [missing, doubled, moved]) {
        const text = new TextEncoder().encode(`${changed.join('\n')}\n`)
        assert.throws(() => check(text), { code: 'JOURNAL_DAMAGED' })
      }
    }
  })

  it('notices a line of another operation in the place of its own', async () => {
    const bench = new Bench()
    const other = bench.operation(undefined, { id: '20261123t120000z-00000002' })
    await runOperation(other, bench.deps())
    const theirs = bench.disk.content.get(`${folder}/${other.id}/journal.jsonl`)
    const foreign = new TextDecoder().decode(theirs).split('\n')
    const own = new TextDecoder().decode(bytes).split('\n')
    for (let at = 0; at < own.length - 1; at++) {
      const text = own.with(at, foreign[at] ?? '').join('\n')
      assert.throws(() => check(new TextEncoder().encode(text)), { code: 'JOURNAL_DAMAGED' })
    }
  })
})
