import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

export interface Run {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** The whole environment; without it ours. */
  readonly env?: Readonly<Record<string, string>>
  /** Ended after so many milliseconds: by then it is known to be slower than it may be. */
  readonly limit?: number
}

export interface Taken {
  readonly milliseconds: number
  /**
   * Processor time of it and of all that it started, in milliseconds; 0 where /proc does not say.
   * On a busy machine it is the steadier of the two.
   */
  readonly processor: number
  /** Largest resident memory of the process itself, without its children, in MiB. */
  readonly mebibytes: number
  /** It was ended at its limit. */
  readonly stopped: boolean
  readonly stdout: string
}

/** Runs once; stdout is kept up to 1 MiB, so that a benchmark measures no pipe of ours. */
export async function take(run: Run, keep = false): Promise<Taken> {
  const before = childrenTime()
  const began = performance.now()
  const child = spawn(run.file, [...run.args], {
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    ...(run.env === undefined ? {} : { env: run.env }),
    stdio: ['ignore', keep ? 'pipe' : 'ignore', 'pipe'],
  })
  let peak = 0
  const look = setInterval(() => {
    peak = Math.max(peak, residentPeak(child.pid))
  }, 20)
  let stopped = false
  const stop = setTimeout(
    () => {
      stopped = true
      child.kill('SIGINT')
    },
    run.limit ?? 2 ** 31 - 1,
  )
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (piece: Buffer) => {
    if (stdout.length < 1024 * 1024) stdout += piece.toString()
  })
  child.stderr?.on('data', (piece: Buffer) => {
    if (stderr.length < 4096) stderr += piece.toString()
  })
  const [code] = await once(child, 'close')
  clearInterval(look)
  clearTimeout(stop)
  if (code !== 0 && !stopped) throw new Error(`${run.file} ${run.args.join(' ')}: ${stderr}`)
  const milliseconds = performance.now() - began
  const processor = childrenTime() - before
  return { milliseconds, processor, mebibytes: peak, stopped, stdout }
}

/** What all ended children of this process took, in milliseconds (proc(5): cutime and cstime). */
function childrenTime(): number {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
    const [user = 0, system = 0] = fields.split(' ').slice(13, 15).map(Number)
    return (user + system) * 10
  } catch {
    return 0
  }
}

/** Linux alone says what a process had at most; elsewhere 0. */
function residentPeak(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** The machine and the moment, for the first line of a table. */
export function machine(): string {
  const day = new Date().toISOString().slice(0, 10)
  const load = loadavg()[0]?.toFixed(1)
  return `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${day}, load ${load}`
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

/** Rows in columns, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    )
  return `${rows.map((row) => line(row).join('  ').trimEnd()).join('\n')}\n`
}
