import { createReadStream, readFileSync } from 'node:fs'
import { summarise } from '../../src/domain/plan/summary.ts'
import { PlanReader } from '../../src/tools/terraform/plan-reader.ts'

/** One way to read a plan, in a process of its own, so that its memory is its own: `HOW FILE`. */
const [how, file = ''] = process.argv.slice(2)
const began = performance.now()
let changes = -1
if (how === 'parse') JSON.parse(readFileSync(file, 'utf8'))
else if (how === 'parse-and-summarise') {
  changes = summarise(JSON.parse(readFileSync(file, 'utf8'))).change
} else if (how === 'stream') {
  const reader = new PlanReader(() => undefined)
  for await (const chunk of createReadStream(file)) reader.add(chunk as Uint8Array)
  changes = reader.end().change
}
const milliseconds = performance.now() - began
const mebibytes = process.resourceUsage().maxRSS / 1024
process.stdout.write(JSON.stringify({ milliseconds, mebibytes, changes }))
