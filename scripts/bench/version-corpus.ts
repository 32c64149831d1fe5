/** A release and what came after it; what we decide, and why a peer decides otherwise. */
export interface VersionCase {
  readonly name: string
  readonly from: string
  readonly commits: readonly string[]
  readonly expected: string
  /** By peer: the rule that it has and we do not. */
  readonly differs?: Readonly<Partial<Record<'git-cliff' | 'semantic-release', string>>>
}

const footer = 'BREAKING CHANGE: the old way is gone'
const zero = {
  'semantic-release': 'knows no version 0: a break is always a major step',
}

/** `PREVIOUS` in a message becomes the hash of the commit before it. */
export const corpus: readonly VersionCase[] = [
  { name: 'a fix', from: '1.2.3', commits: ['fix: a'], expected: '1.2.4' },
  { name: 'a feature', from: '1.2.3', commits: ['feat: a'], expected: '1.3.0' },
  { name: 'a feature and a fix', from: '1.2.3', commits: ['feat: a', 'fix: b'], expected: '1.3.0' },
  { name: 'a break by its mark', from: '1.2.3', commits: ['feat!: a'], expected: '2.0.0' },
  { name: 'a break with a scope', from: '1.2.3', commits: ['fix(api)!: a'], expected: '2.0.0' },
  { name: 'a break of a chore', from: '1.2.3', commits: ['chore!: a'], expected: '2.0.0' },
  {
    name: 'a break by its footer',
    from: '1.2.3',
    commits: [`fix: a\n\n${footer}`],
    expected: '2.0.0',
  },
  {
    name: 'a break by the dashed footer',
    from: '1.2.3',
    commits: ['fix: a\n\nBREAKING-CHANGE: the old way is gone'],
    expected: '2.0.0',
  },
  { name: 'faster', from: '1.2.3', commits: ['perf: a'], expected: '1.2.4' },
  {
    name: 'only chores',
    from: '1.2.3',
    commits: ['chore: a', 'docs: b'],
    expected: '-',
    differs: { 'git-cliff': 'every commit is at least a patch' },
  },
  {
    name: 'a break of version 0',
    from: '0.4.2',
    commits: ['feat!: a'],
    expected: '0.5.0',
    differs: { ...zero, 'git-cliff': 'leaves version 0 by a break (breaking_always_bump_major)' },
  },
  { name: 'a feature of version 0', from: '0.4.2', commits: ['feat: a'], expected: '0.5.0' },
  { name: 'a fix of version 0', from: '0.4.2', commits: ['fix: a'], expected: '0.4.3' },
  {
    name: 'a feature taken back',
    from: '1.2.3',
    commits: ['feat: a', 'Revert "feat: a"\n\nThis reverts commit PREVIOUS.', 'fix: b'],
    expected: '1.2.4',
    differs: { 'git-cliff': 'knows no reverts: the feature counts' },
  },
  {
    name: 'a feature taken back and brought again',
    from: '1.2.3',
    commits: [
      'feat: a',
      'Revert "feat: a"\n\nThis reverts commit PREVIOUS.',
      'Reapply "feat: a"\n\nThis reverts commit PREVIOUS.',
    ],
    expected: '1.3.0',
    differs: { 'semantic-release': 'knows no "Reapply": what was taken back stays so' },
  },
  {
    name: 'the break in a piece of code',
    from: '1.2.3',
    commits: [`fix: a\n\n\`\`\`\n${footer}\n\`\`\``],
    expected: '1.2.4',
    differs: { 'semantic-release': 'reads footers inside code' },
  },
  {
    name: 'words in lower case',
    from: '1.2.3',
    commits: ['fix: a\n\nbreaking change: not by the specification'],
    expected: '1.2.4',
    differs: { 'semantic-release': 'takes the footer in any case' },
  },
]
