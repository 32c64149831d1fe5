import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import {
  coveredBy,
  type Holder,
  type Policy,
  type Selection,
  type TagRule,
} from '../../../src/domain/snapshot/coverage.ts'

const arn = 'arn:aws:ec2:eu-west-3:111111111111:volume/vol-1'
const tags = { Project: 'shop', Environment: 'prod', HoldsData: 'true' }
const volume: Holder = { id: 'vol-1', kind: 'volume', arn, tags }
const everything: Selection = {
  ...{ arns: [], notArns: [], anyTag: [], allTags: [] },
  optedIn: ['volume', 'database'],
}
const rule = (key: string, value: string, how: TagRule['how'] = 'equals') => ({ key, value, how })

function covers(selection: Partial<Selection>, holder = volume, idle: string | null = null) {
  const selections = [{ ...everything, ...selection }]
  const policy: Policy = { by: 'AWS Backup', name: 'shop', idle, selections }
  return coveredBy(holder, [policy]).length > 0
}

describe('which policy copies a volume or database', () => {
  const cases: readonly [string, Partial<Selection>, boolean][] = [
    ['nothing said: all that is opted in', {}, true],
    ['nothing said, not opted in', { optedIn: ['database'] }, false],
    ['its type, not opted in', { arns: ['arn:aws:ec2:*:*:volume/*'], optedIn: [] }, true],
    ['its service, not opted in', { arns: ['arn:aws:ec2:*'], optedIn: [] }, false],
    ['everything, not opted in', { arns: ['*'], optedIn: [] }, false],
    ['its own ARN', { arns: [arn] }, true],
    ['another ARN', { arns: [`${arn}2`] }, false],
    ['an ARN whose ends would overlap', { arns: [`${arn}*1`] }, false],
    ['another type', { arns: ['arn:aws:rds:*:*:db:*'] }, false],
    [
      'another type, or one of its tags',
      { arns: ['arn:aws:rds:*:*:db:*'], anyTag: [rule('HoldsData', 'true')] },
      true,
    ],
    ['one of two tags', { anyTag: [rule('Backup', 'yes'), rule('HoldsData', 'true')] }, true],
    ['none of the tags', { anyTag: [rule('Backup', 'yes')] }, false],
    ['all of the tags', { allTags: [rule('Project', 'shop'), rule('HoldsData', 'true')] }, true],
    [
      'all but one of the tags',
      { allTags: [rule('Project', 'shop'), rule('Backup', 'yes')] },
      false,
    ],
    [
      'its type, but not its tag',
      { arns: ['arn:aws:ec2:*:*:volume/*'], allTags: [rule('Environment', 'dev')] },
      false,
    ],
    ['left out by type', { arns: ['*'], notArns: ['arn:aws:ec2:*:*:volume/*'] }, false],
    ['a tag like', { allTags: [rule('Environment', 'pr*d', 'like')] }, true],
    ['a tag not like', { allTags: [rule('Environment', 'p*', 'not-like')] }, false],
    ['a tag that is another', { allTags: [rule('Environment', 'dev', 'not-equals')] }, true],
    ['a tag that is not there is not that', { allTags: [rule('Skip', 'yes', 'not-equals')] }, true],
    [
      'left out is another volume',
      { arns: ['*'], notArns: [`${arn}2`], allTags: [rule('HoldsData', 'true')] },
      true,
    ],
    ['a tag like another', { allTags: [rule('Environment', 'd*', 'like')] }, false],
    ['a tag that is not there is like nothing', { allTags: [rule('Skip', '*', 'like')] }, false],
    ['a tag that is not like another', { allTags: [rule('Environment', 'd*', 'not-like')] }, true],
    ['a tag that is just that', { allTags: [rule('Environment', 'prod', 'not-equals')] }, false],
    ['upper and lower case differ', { allTags: [rule('Environment', 'Prod')] }, false],
  ]
  for (const [what, selection, wanted] of cases) {
    it(`${what}: ${wanted ? 'copied' : 'not copied'}`, () => {
      assert.equal(covers(selection), wanted)
    })
  }

  it('one of two selections is enough', () => {
    const selection = {
      arns: [],
      notArns: [],
      anyTag: [],
      allTags: [],
      optedIn: ['volume'] as const,
    }
    const other = { ...selection, allTags: [rule('Backup', 'yes')] }
    const policy = { by: 'DLM' as const, name: 'p', idle: null, selections: [other, selection] }
    assert.deepEqual(coveredBy(volume, [policy]), ['DLM p'])
  })

  it('a policy that is not at work copies nothing', () => {
    assert.equal(covers({}, volume, 'it is DISABLED'), false)
  })

  it('a pattern means what the same regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 6 })
    fc.assert(
      fc.property(letters, pattern, (text, like) => {
        const same = new RegExp(`^${like.replaceAll('*', '.*')}$`).test(text)
        assert.equal(covers({ arns: [like] }, { ...volume, arn: text }), same)
      }),
      { numRuns: 2000 },
    )
  })
})
