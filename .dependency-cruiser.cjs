// The import table of design.md ("Rooms of src/"), as rules. Each room names what it may import;
// everything else is an error. Change the table here and in ARCHITECTURE.md together.
const rooms = {
  commands: ['cli', 'operations', 'ui', 'errors', 'domain', 'ports'],
  cli: [
    'operations', 'engine', 'domain', 'tools', 'ports', 'adapters', 'sandbox', 'config', 'ui', 'errors',
  ],
  operations: ['engine', 'domain', 'tools', 'ports', 'config', 'errors'],
  engine: ['domain', 'ports', 'errors'],
  domain: [],
  tools: ['domain', 'errors', 'ports'],
  ports: ['domain'],
  adapters: ['ports', 'domain', 'errors'],
  sandbox: ['tools', 'ports', 'domain', 'errors'],
  config: ['domain', 'ports', 'errors'],
  ui: ['domain', 'errors'],
  errors: [],
}

const forbidden = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `src/${room} may import only: ${[room, ...allowed].join(', ')}`,
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}))

// The world is touched in adapters alone.
const world =
  '^(node:)?(fs|fs/promises|child_process|http|https|net)$|' +
  'node_modules/(execa|simple-git|@aws-sdk|@smithy|undici)/'

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: 'world-only-in-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/' },
      to: { path: world, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'oclif-only-in-commands-and-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(commands|cli)/' },
      to: { path: 'node_modules/@oclif/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-junk-drawers',
      severity: 'error',
      comment: 'A type lives with its owner; a function has a name of its own.',
      from: {},
      to: { path: ['/(utils|shared|helpers)/', '/(types|utils|helpers)[.]ts$'], pathNot: 'node_modules' },
    },
  ],
  options: {
    parser: 'swc',

    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
