import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { readWorkflow, type Step } from './act.ts'

const folder = join(import.meta.dirname, '..', '..', '.github')
const files = globSync('workflows/*.yml', { cwd: folder })
const actions = globSync('actions/*/action.yml', { cwd: folder })
const text = (file: string) => readFileSync(join(folder, file), 'utf8')

/** What actionlint and zizmor do not ask for, or not of every file. */
describe('the workflows', () => {
  it('are there', () => assert.ok(files.length >= 2 && actions.length >= 1))

  for (const file of files) {
    describe(basename(file), () => {
      const workflow = readWorkflow(basename(file))

      it('gives nothing to a job that does not ask for it', () => {
        assert.deepEqual(workflow.permissions, {})
        for (const [name, { permissions, environment }] of Object.entries(workflow.jobs)) {
          assert.ok(permissions, name)
          // Whoever may write to the repository waits for the rules of that environment.
          const may = environment === 'release' ? ['read', 'write'] : ['read', undefined]
          assert.ok(may.includes(permissions['contents']), name)
        }
      })

      it('never cancels a change under way', () => {
        const cancel = workflow.concurrency?.['cancel-in-progress']
        assert.ok(workflow.concurrency, 'two runs at once')
        const forPullRequests = '${{'.concat(" github.event_name == 'pull_request' }}")
        assert.ok(cancel === false || cancel === forPullRequests, String(cancel))
      })

      it('takes AWS credentials after an approval only, and never a stored key', () => {
        for (const [name, job] of Object.entries(workflow.jobs)) {
          const asks = job.steps?.some((step) => step.uses?.startsWith('aws-actions/')) === true
          assert.ok(!asks || job.environment !== undefined, `${name} has no environment`)
        }
        assert.doesNotMatch(text(file), /aws-(access-key-id|secret-access-key):/)
      })
    })
  }

  for (const file of [...files, ...actions]) {
    it(`${file} names foreign actions by commit, with the version, and puts no text into a script`, () => {
      for (const [line, action] of text(file).matchAll(/uses: (\S+).*$/gm)) {
        if (action?.startsWith('./')) continue
        assert.match(line, /^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
      }
      for (const step of stepsOf(file)) {
        assert.ok(!step.run?.includes('${{'), `an expression inside of run: ${step.run}`)
      }
    })
  }
})

function stepsOf(file: string): readonly Step[] {
  const document = parse(text(file)) as {
    runs?: { steps: readonly Step[] }
    jobs?: Record<string, { steps?: readonly Step[] }>
  }
  const jobs = Object.values(document.jobs ?? {}).flatMap((job) => job.steps ?? [])
  return [...(document.runs?.steps ?? []), ...jobs]
}
