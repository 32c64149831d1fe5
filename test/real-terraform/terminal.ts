import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Ended, endOf } from './world.ts'

const run = join(import.meta.dirname, '..', '..', 'bin', 'run.js')

/** Presses Ctrl-C at a terminal of its own as soon as the words are seen; shows all that was written. */
const program = `
import fcntl, os, pty, struct, sys, termios, time
words = sys.argv[1].encode()
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
seen = b''
sent = False
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data
    if words in seen and not sent:
        sent = True
        time.sleep(0.3)
        os.write(fd, b'\\x03')
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`

/** Whether this machine can play a terminal. */
export const hasTerminal = () => spawnSync('python3', ['-c', 'import pty']).status === 0

/** Runs opsctl at a terminal and interrupts it there once it has shown these words. */
export function interruptedAtTerminal(
  place: { readonly folder: string; env(): Record<string, string> },
  args: readonly string[],
  words: string,
): Promise<Ended> {
  // Not spawnSync: the identity that opsctl asks for is served by this very process.
  return endOf(
    spawn('python3', ['-c', program, words, process.execPath, run, ...args], {
      cwd: place.folder,
      env: { ...place.env(), TERM: 'xterm' },
    }),
  )
}
