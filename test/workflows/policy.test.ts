import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { readWorkflow, type Step } from './act.ts'

const folder = join(import.meta.dirname, '..', '..', '.github')
const files = globSync('workflows/*.yml', { cwd: folder })
const actions = globSync('actions/*/action.yml', { cwd: folder })
const text = (file: string) => readFileSync(join(folder, file), 'utf8')

/** Names of ci-build's check jobs, one for each of the matrix, and the sections that they run. */
const matrix = (
  readWorkflow('ci-build.yml').jobs['checks'] as {
    readonly strategy?: { readonly matrix: { readonly sections: readonly string[] } }
  }
).strategy?.matrix.sections

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

    it(`${file} puts outputs out by the one script that refuses several lines, and no variables`, () => {
      for (const { run = '' } of stepsOf(file)) {
        assert.doesNotMatch(run, /GITHUB_(OUTPUT|ENV|STATE)|set-output|set-env/)
      }
    })
  }
})

describe('ci-build', () => {
  it('runs every section of npm test, or another workflow does', () => {
    const script = readFileSync(join(folder, '..', 'scripts', 'test.ts'), 'utf8')
    const sections = script
      .split(/\bname: '/)
      .slice(1)
      .filter((one) => !one.includes('asked: true'))
      .map((one) => one.slice(0, one.indexOf("'")))
      .filter((name) => name !== '')
    assert.ok(sections.includes('unit') && !sections.includes('stack'), String(sections))
    assert.match(text('workflows/ci-build.yml'), /npm test --silent -- sandbox$/m)
    assert.match(text('workflows/ansible-ci.yml'), /opsctl config test/)
    const elsewhere = ['sandbox', 'molecule']
    const run = [...(matrix ?? []).flatMap((one) => one.split(',')), ...elsewhere]
    assert.deepEqual(run.toSorted(), sections.toSorted())
  })

  for (const branch of ['main', 'develop']) {
    it(`is what ${branch} waits for, each of its jobs for pull requests`, () => {
      const jobs = Object.entries(readWorkflow('ci-build.yml').jobs)
      const names = jobs.flatMap(([id, { name = '' }]) =>
        id === 'publish' || id === 'dev'
          ? []
          : name.includes('matrix.sections')
            ? (matrix ?? []).map((one) => `Checks (${one})`)
            : [name],
      )
      const { rules } = JSON.parse(text(`rulesets/${branch}.json`)) as {
        readonly rules: readonly {
          readonly parameters?: {
            readonly required_status_checks?: readonly { readonly context: string }[]
          }
        }[]
      }
      const awaited = rules.flatMap((rule) => rule.parameters?.required_status_checks ?? [])
      assert.deepEqual(awaited.map((one) => one.context).sort(), names.sort())
    })
  }
})

describe('release', () => {
  it('names the repository in package.json, which npm holds the provenance against', () => {
    const read = (file: string) => readFileSync(join(folder, '..', file), 'utf8')
    const { release } = parse(read('opsctl.yaml')) as { release: { github: string } }
    const { repository } = JSON.parse(read('package.json')) as { repository?: { url: string } }
    assert.equal(repository?.url, `git+https://github.com/${release.github}.git`)
  })
})

function stepsOf(file: string): readonly Step[] {
  const document = parse(text(file)) as {
    runs?: { steps: readonly Step[] }
    jobs?: Record<string, { steps?: readonly Step[] }>
  }
  const jobs = Object.values(document.jobs ?? {}).flatMap((job) => job.steps ?? [])
  return [...(document.runs?.steps ?? []), ...jobs]
}
