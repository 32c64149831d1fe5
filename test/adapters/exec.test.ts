import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dryRunExec, shellLine } from '../../src/adapters/dry-run.ts'
import { nodeExec } from '../../src/adapters/exec.ts'
import { linuxProcesses } from '../../src/adapters/processes.ts'
import { Redactor } from '../../src/domain/redaction.ts'
import type { RunOptions } from '../../src/ports/exec.ts'

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name)
const node = (...args: string[]) => ({ file: process.execPath, args, effect: 'change' as const })

function machine(signal = new AbortController().signal) {
  const redactor = new Redactor()
  return { redactor, exec: nodeExec({ redactor, signal, processes: linuxProcesses }) }
}

describe('exec', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsctl-exec-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  for (const durable of [false, true]) {
    const options = (more: RunOptions = {}): RunOptions =>
      durable ? { ...more, durable: { folder, name: 'child' } } : more

    describe(durable ? 'durable' : 'piped', () => {
      it('gives 1 MB of output whole, lines once, and survives what is not UTF-8', async () => {
        const lines: string[] = []
        const onLine = (line: string) => {
          lines.push(line)
          if (lines.length % 1000 === 0)
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
        }
        const end = await machine().exec.run(
          node(fixture('much.mjs'), '12000'),
          options({ onLine }),
        )
        assert.equal(end.exitCode, 0)
        assert.ok(end.stdout.length > 1_000_000)
        assert.equal(lines.length, 12_002)
        assert.deepEqual(lines.slice(-2), ['a\ufffd\ufffdb', 'half'])
        assert.ok(lines.slice(0, 12_000).every((line, n) => line.startsWith(`line ${n} `)))
      })

      it('tells exit code and signal', async () => {
        const { exec } = machine()
        const code = await exec.run(node('-e', 'process.exit(7)'), options())
        assert.deepEqual([code.exitCode, code.signal], [7, null])
        const by = await exec.run(
          node('-e', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 9)'),
          options(),
        )
        assert.deepEqual([by.exitCode, by.signal], [null, 'SIGTERM'])
      })

      it('hands words over as they are, gives no stdin, and sets and removes variables', async () => {
        const program =
          'process.stdin.resume().on("end", () => console.log(JSON.stringify([process.argv.slice(1), process.env.OPSCTL_A, process.env.HOME ?? null])))'
        const words = ['$(id)', 'a b', "it's", '--', '-x', '']
        const env = { OPSCTL_A: 'b', HOME: undefined }
        const end = await machine().exec.run(
          { ...node('-e', program, '--', ...words), env },
          options(),
        )
        assert.deepEqual(JSON.parse(end.stdout), [words, 'b', null])
      })

      it('gives a stdin that is asked for', async () => {
        const end = await machine().exec.run(
          node('-e', 'process.stdin.pipe(process.stdout)'),
          options({ stdin: 'hello' }),
        )
        assert.equal(end.stdout, 'hello')
      })

      it('redacts and cleans the lines, not the output to be parsed', async () => {
        const { exec, redactor } = machine()
        redactor.add('hunter2!')
        const lines: string[] = []
        const text = 'pw hun\u001b[0mter2! \u001b]0;evil\u0007 aHVudGVyMiE='
        const end = await exec.run(
          node('-e', `console.error(${JSON.stringify(text)})`),
          options({ onLine: (line) => lines.push(line) }),
        )
        assert.deepEqual(lines, ['pw ***  ***'])
        assert.equal(end.stderr, `${text}\n`)
      })

      it('sends one SIGINT, however long the child takes', async () => {
        const cut = new AbortController()
        const ready = (line: string) => line === 'ready' && cut.abort()
        const end = await machine(cut.signal).exec.run(
          node(fixture('interrupts.mjs')),
          options({ onLine: ready }),
        )
        assert.equal(end.exitCode, 11)
      })

      it('keeps the child out of the process group that a terminal interrupts', async () => {
        const end = await machine().exec.run(
          { file: 'cat', args: ['/proc/self/stat', '/proc/thread-self/stat'], effect: 'read' },
          options(),
        )
        const own = (await readFile('/proc/self/stat', 'latin1')).split(') ')[1]?.split(' ')[2]
        assert.notEqual(end.stdout.split(') ')[1]?.split(' ')[2], own)
      })

      it('says which program is missing, and which folder', async () => {
        const { exec } = machine()
        const missing = { file: 'no-such-program', args: [], effect: 'read' as const }
        await assert.rejects(exec.run(missing, options()), { code: 'TOOL_MISSING' })
        if (durable) return
        await assert.rejects(exec.run({ ...node('-v'), cwd: '/no/such' }, options()), {
          code: 'BAD_INPUT',
        })
      })
    })
  }

  it('ends what may not take longer: it, and what it started, however deaf to an interrupt', async () => {
    const deaf = 'process.on("SIGINT", () => {}); setInterval(() => {}, 1000); '
    const child = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(deaf)}], { stdio: "inherit" }); ${deaf}`
    const patience = { limitMs: 1500, graceMs: 300 }
    const end = await machine().exec.run(node('-e', child), { patience })
    assert.deepEqual([end.exitCode, end.signal, end.late], [null, 'SIGKILL', true])
    // Whoever holds the other end of the pipe keeps this line from being reached.
  })

  it('kills what may be killed when the user interrupts and it does not listen', async () => {
    const cut = new AbortController()
    const deaf = 'process.on("SIGINT", () => {}); setInterval(() => {}, 1000); console.log("ready")'
    const end = await machine(cut.signal).exec.run(node('-e', deaf), {
      patience: { limitMs: 3_600_000, graceMs: 100 },
      onLine: () => cut.abort(),
    })
    assert.deepEqual([end.signal, end.late], ['SIGKILL', undefined])
  })

  it('leaves in peace what ends in time', async () => {
    const patience = { limitMs: 3_600_000, graceMs: 100 }
    const end = await machine().exec.run(node('-e', 'process.exit(7)'), { patience })
    assert.deepEqual([end.exitCode, end.late], [7, undefined])
  })

  it('a durable child finishes after kill -9 of opsctl, and another process learns its end', async () => {
    const run = { folder, name: 'child' }
    const parent = spawn(process.execPath, [fixture('parent.ts'), folder, fixture('slow.mjs'), '9'])
    await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    const { exec } = machine()
    const left = await exec.leftBehind(run)
    assert.equal(left?.running, true)
    await assert.rejects(exec.run(node('-v'), { durable: run }), { code: 'CHILD_RUNNING' })
    const lines: string[] = []
    const end = await exec.attach(run, { onLine: (line) => lines.push(line) })
    assert.equal(end.exitCode, 9)
    assert.deepEqual(
      lines,
      Array.from({ length: 15 }, (_, n) => `tick ${n}`),
    )
    const after = await exec.leftBehind(run)
    assert.deepEqual([after?.running, after?.exitCode], [false, 9])
    for (const name of await readdir(folder)) {
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name)
    }
  })

  it('an interrupt of the follower reaches a child that a former process started, once', async () => {
    const run = { folder, name: 'child' }
    const parent = spawn(process.execPath, [
      fixture('parent.ts'),
      folder,
      fixture('interrupts.mjs'),
    ])
    await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    const cut = new AbortController()
    setTimeout(() => cut.abort(), 200)
    const end = await machine(cut.signal).exec.attach(run)
    assert.equal(end.exitCode, 11)
  })

  it('tells how a durable child ended whose whole group was told to end', async () => {
    const run = { folder, name: 'child' }
    const command = { file: 'sleep', args: ['20'], effect: 'change' } as const
    const ending = machine().exec.run(command, { durable: run })
    const record = async () =>
      JSON.parse(await readFile(join(folder, 'child.pid'), 'utf8').catch(() => '{}'))
    while (!(await record()).child) await pause(20)
    process.kill(-(await record()).supervisor.pid, 'SIGTERM')
    assert.equal((await ending).signal, 'SIGTERM')
  })

  it('takes no other process for a child, though it has its number by now', async () => {
    const other = { pid: process.pid, start: '1' }
    const record = { schema: 1, startedAt: '2026-11-28T00:00:00Z', supervisor: other, child: other }
    await writeFile(join(folder, 'child.pid'), JSON.stringify(record))
    assert.equal((await machine().exec.leftBehind({ folder, name: 'child' }))?.running, false)
  })

  it('tells when nobody is left who knows the end', async () => {
    const run = { folder, name: 'child' }
    const parent = spawn(process.execPath, [
      fixture('parent.ts'),
      folder,
      fixture('slow.mjs'),
      '0',
      '100',
    ])
    await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    const record = JSON.parse(await readFile(join(folder, 'child.pid'), 'utf8'))
    process.kill(record.supervisor.pid, 'SIGKILL')
    process.kill(record.child.pid, 'SIGKILL')
    await pause(100)
    const { exec } = machine()
    assert.deepEqual((await exec.leftBehind(run))?.running, false)
    await assert.rejects(exec.attach(run), { code: 'CHILD_LOST' })
    assert.equal(await exec.leftBehind({ folder, name: 'never' }), null)
  })
})

describe('a supervisor that is slow to start', function () {
  this.timeout(60_000)
  let folder = ''
  const { now } = Date
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsctl-slow-'))
    // It is a minute later than it should be.
    Date.now = () => now() + 60_000
  })
  afterEach(async () => {
    Date.now = now
    await rm(folder, { recursive: true })
  })

  /** Runs a child whose supervisor sleeps before its first line. */
  const late = (milliseconds: number) => {
    const nap = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds})`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(nap)}` }
    const command = {
      file: 'sh',
      args: ['-c', 'echo here; exit 7'],
      effect: 'change',
      env,
    } as const
    return machine().exec.run(command, { durable: { folder, name: 'late' } })
  }

  it('is awaited as long as it lives', async () => {
    const { exitCode, stdout } = await late(2_000)
    assert.deepEqual([exitCode, stdout], [7, 'here\n'])
  })

  it('is lost when it is killed before its first line', async () => {
    const lost = assert.rejects(late(50_000), { code: 'CHILD_LOST' })
    let pid = 0
    while (pid === 0) {
      await pause(50)
      for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
        const words = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
        if (words.includes(`\0${folder}\0late\0`)) pid = Number(name)
      }
    }
    process.kill(pid, 'SIGKILL')
    await lost
  })
})

describe('dry run', () => {
  it('runs reads and prints the rest as a line to paste', async () => {
    const told: string[] = []
    const note = (line: string) => void told.push(line)
    const progress = {
      stepStarted() {},
      news: note,
      stepEnded() {},
      async yieldScreen() {},
      note,
      warn: note,
    }
    const { exec, redactor } = machine()
    const dry = dryRunExec(exec, progress, redactor)
    const read = await dry.run({ ...node('-p', '1+1'), effect: 'read' })
    assert.equal(read.stdout, '2\n')
    const line = {
      file: 'echo',
      args: ["it's", '$HOME', ''],
      cwd: '/',
      env: { A: 'b c', PATH: process.env.PATH, X: undefined },
      effect: 'change' as const,
    }
    assert.equal((await dry.run(line)).skipped, true)
    const shell = await exec.run({ file: 'sh', args: ['-c', shellLine(line)], effect: 'read' })
    assert.equal(shell.stdout, "it's $HOME \n")
    assert.match(told[0] ?? '', /^would run: \(cd \/ && env -u X A='b c' /)
  })
})
