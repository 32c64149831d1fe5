/** A rule as a sentence, with something that passes it. docs/git-strategy.md gives the reasons. */
interface Rule {
  readonly says: string
  readonly example: string
}

/** Types of Conventional Commits 1.0.0 and of the Angular convention that it names. */
export const types = [
  'feat',
  'fix',
  'perf',
  'refactor',
  'docs',
  'test',
  'build',
  'ci',
  'style',
  'chore',
  'revert',
] as const

/** Branches whose name is followed by a slash and a few words. */
export const branchKinds = ['feat', 'fix', 'hotfix'] as const

/** Characters of a first line, which stands in lists, and of a line below it. */
export const longestTitle = 100
export const longestLine = 120
/** Characters of a branch's name: it stands in addresses, in names of images, in the prompt. */
export const longestBranch = 80

export const rules = {
  'branch/kind': {
    says: 'A branch is main, develop, feat/…, fix/… or hotfix/….',
    example: 'feat/restore-by-tag',
  },
  'branch/words': {
    says: 'After the slash stand lower-case letters and digits, with single hyphens or dots between.',
    example: 'fix/142-lock-wait',
  },
  'branch/length': {
    says: `A branch's name has at most ${longestBranch} characters.`,
    example: 'feat/restore-by-tag',
  },
  'message/empty': {
    says: 'A commit says what it does.',
    example: 'fix(lock): wait for a holder that is about to end',
  },
  'message/utf-8': {
    says: 'A message is UTF-8.',
    example: 'docs: où trouver les journaux',
  },
  'message/invisible': {
    says: 'A message holds no control characters, direction marks or characters without width.',
    example: 'fix: plain words only',
  },
  'message/header': {
    says: 'The first line is "type(scope): what it does"; the scope may be left out, ! marks a break.',
    example: 'feat(deploy): hold a canary without data',
  },
  'message/type': {
    says: `The type is one of ${types.join(', ')}.`,
    example: 'feat: hold a canary without data',
  },
  'message/scope': {
    says: 'A scope is lower-case letters and digits, with single . / _ or - between.',
    example: 'feat(deploy): hold a canary without data',
  },
  'message/length': {
    says: `The first line has at most ${longestTitle} characters.`,
    example: 'feat(deploy): hold a canary without data',
  },
  'message/full-stop': {
    says: 'The first line is a title: no full stop at its end.',
    example: 'feat(deploy): hold a canary without data',
  },
  'message/blank-line': {
    says: 'The second line is empty; tools take the first paragraph as the title.',
    example: '(an empty line)',
  },
  'message/wrap': {
    says: `Lines of the body have at most ${longestLine} characters; addresses and code may be longer.`,
    example: 'two lines instead of one',
  },
  'message/breaking-form': {
    says: 'A break is written "BREAKING CHANGE: what to do about it", in capitals, or nobody is warned.',
    example: 'BREAKING CHANGE: rename the key env to environment',
  },
  'message/breaking-place': {
    says: 'A line that announces a break begins a paragraph; inside one it would force a major version.',
    example: '(an empty line before it, or other words)',
  },
  'message/fixup': {
    says: 'A fixup is folded into the commit that it mends before it is shared.',
    example: 'git rebase --interactive --autosquash develop',
  },
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof rules
