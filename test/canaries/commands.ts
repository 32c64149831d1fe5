/** A command line for each command of `test/contract/commands.txt`, and what each can be run with. */
export interface Line {
  readonly words: string
  /** Its Markdown goes to a file as well. */
  readonly markdown?: true
  readonly dryRun?: true
}

const yes = (environment: string) => `--yes --confirm ${environment}`

/** On an environment whose state is a file. */
const onFile = (environment: string): readonly Line[] => [
  { words: `infra plan -e ${environment}`, markdown: true },
  { words: `infra plan -e ${environment} --out ${environment}.plan` },
  { words: `infra show ${environment}.plan`, markdown: true },
  { words: `infra up -e ${environment} --yes --plan ${environment}.plan`, dryRun: true },
  { words: `infra up -e ${environment} ${yes(environment)}`, dryRun: true },
  { words: 'resume --yes' },
  { words: `infra up -e ${environment} ${yes(environment)} --lock-wait 0` },
  { words: 'abort --yes' },
  { words: `infra down -e ${environment} ${yes(environment)}`, dryRun: true },
  { words: 'abort --yes' },
  { words: `infra output -e ${environment}` },
  { words: `infra drift -e ${environment}` },
  { words: `infra graph -e ${environment}` },
  { words: `infra unlock -e ${environment} ${yes(environment)}` },
  { words: `infra providers lock -e ${environment}`, dryRun: true },
  { words: `config apply -e ${environment} ${yes(environment)}`, dryRun: true },
  { words: 'resume --yes' },
  { words: 'abort --yes' },
  { words: `config check -e ${environment}` },
  { words: `config inventory -e ${environment} --refresh` },
  { words: `config status -e ${environment}` },
  { words: `history -e ${environment}` },
  { words: `history show LAST -e ${environment}` },
  { words: `lock status -e ${environment}` },
  { words: `lock release -e ${environment} ${yes(environment)}` },
  { words: `drift -e ${environment}` },
  { words: `doctor -e ${environment}` },
]

/** On one whose state, lock and ledger are in a bucket. */
const inCloud: readonly Line[] = [
  { words: `infra up -e cloud ${yes('cloud')}` },
  { words: 'resume --yes' },
  { words: 'abort --yes' },
  { words: `infra down -e cloud ${yes('cloud')}` },
  { words: 'abort --yes' },
  { words: `config apply -e cloud ${yes('cloud')}` },
  { words: 'abort --yes' },
  { words: 'history -e cloud' },
  { words: 'lock status -e cloud' },
  { words: `lock release -e cloud ${yes('cloud')}` },
  { words: 'drift -e cloud' },
  { words: 'doctor -e cloud' },
  { words: 'infra bootstrap -e cloud' },
  { words: 'deploy plan 1.2.0 -e cloud' },
  { words: 'deploy 1.2.0 -e cloud --yes --confirm cloud', dryRun: true },
  { words: 'deploy status -e cloud' },
  { words: 'deploy hold -e cloud' },
  { words: 'deploy promote -e cloud' },
  { words: 'deploy abort -e cloud' },
  { words: 'rollback -e cloud --yes --confirm cloud', dryRun: true },
  { words: 'image push -e cloud', dryRun: true },
  { words: 'snapshot create -e cloud --of vol-0123456789abcdef0', dryRun: true },
  { words: 'snapshot list -e cloud' },
  { words: 'snapshot prune -e cloud --yes --confirm cloud', dryRun: true },
  { words: 'snapshot restore snap-0123456789abcdef0 -e cloud --as-new', dryRun: true },
  { words: 'snapshot verify --latest -e cloud', dryRun: true },
  { words: 'snapshot policy plan -e cloud' },
  { words: 'snapshot policy status -e cloud' },
  { words: 'snapshot policy up -e cloud --yes --confirm cloud', dryRun: true },
]

const anywhere: readonly Line[] = [
  { words: 'infra plan -e dev,staging --parallel 2' },
  { words: 'infra import terraform_data.a id' },
  { words: 'config lint' },
  { words: 'config test' },
  { words: 'git check --range v1.2.0..HEAD' },
  { words: 'git check' },
  { words: 'git hooks install' },
  { words: 'git hooks uninstall' },
  { words: 'release status' },
  { words: 'release notes' },
  { words: 'release notes --full' },
  { words: 'release bump --dry-run' },
  { words: 'release publish --dry-run' },
  { words: 'image build', dryRun: true },
  { words: 'sandbox up' },
  { words: 'sandbox status' },
  { words: 'sandbox logs controller' },
  { words: 'sandbox fault add throttle' },
  { words: 'sandbox fault list' },
  { words: 'sandbox fault clear' },
  { words: 'sandbox reset --yes' },
  { words: 'sandbox down --yes' },
  { words: 'completion fish' },
]

/** In this order: `resume` and `abort` follow what may leave something behind. */
export const commandLines: readonly Line[] = [...onFile('dev'), ...inCloud, ...anywhere]

/** Processes of the sandbox that never end by themselves, and what a shell asks of completion. */
export const leftOut = ['sandbox controller', 'sandbox relay', 'autocomplete']

/** Nothing of what another said comes up in these, however they are run here. */
export const sayNothingForeign: readonly string[] = [
  'abort',
  'completion fish',
  'deploy plan',
  'doctor',
  'git hooks install',
  'git hooks uninstall',
  'image build',
  'infra bootstrap',
  'infra import',
  'infra show',
  'release publish',
  'sandbox fault add',
  'sandbox fault clear',
  'sandbox fault list',
  'sandbox logs',
  'sandbox status',
  'sandbox up',
]
