import { startLoad } from '../load.ts'
import { machine } from './measure.ts'
import { env, opsctl, result, say } from './on-the-stack.ts'

const requestRate = 200

/**
 * `npm run bench -- traffic [RATE]`: on the quickstart's environment, what RATE (200) requests a second meet while
 * a good version is deployed blue-green and as a canary, and while each is taken back: to hosts that were kept
 * and to hosts that must be raised. Exit 1 when one request failed. Beside it, what Kamal and CodeDeploy say
 * of themselves: docs/benchmarks.md.
 */
export async function bench([rate = String(requestRate)]: readonly string[]): Promise<void> {
  const address = String(result(await opsctl('sandbox', 'up'))['loadBalancer'])
  const [first, second] = [await publish('a'), await publish('b')]
  const blueGreen = ['--strategy', 'blue-green', '--bake', '20s', '--warm', 'keep']
  const canary = ['--strategy', 'canary', '--weights', '25,100', '--bake', '20s', '--warm', '0s']
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['deploy, blue-green', ['deploy', first, ...env, ...blueGreen]],
    ['rollback to kept hosts', ['rollback', ...env]],
    ['deploy, canary', ['deploy', second, ...env, ...canary]],
    ['rollback to hosts that it raises', ['rollback', ...env]],
  ]
  let failures = 0
  say(machine())
  for (const [what, words] of rows) {
    const load = startLoad(`${address}/items`, Number(rate))
    const began = performance.now()
    const end = await opsctl(...words)
    const took = (performance.now() - began) / 1000
    const { sent, failed, answers, p50, p99, longest } = await load.stop()
    result(end)
    failures += failed
    const milliseconds = `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, longest ${longest.toFixed(0)} ms`
    say(`${what.padEnd(33)} ${failed} of ${sent} failed; ${milliseconds}; ${took.toFixed(0)} s`)
    if (failed > 0) say(`  ${JSON.stringify(answers)}`)
  }
  if (failures > 0) process.exitCode = 1
}

/** Builds and pushes a good version that was not there before. */
async function publish(letter: string): Promise<string> {
  const version = `0.0.${Math.floor(Date.now() / 1000)}-${letter}`
  result(await opsctl('image', 'build', '--as', version))
  result(await opsctl('image', 'push', ...env, '--as', version))
  return version
}
