/**
 * The rooms of docs/architecture.md and what they may import from each other. Type imports count: a room that needs another's types
 * depends on it. Every rule is proven by test/unit/tooling/layers.test.ts.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one file in two pieces.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'renderer-and-main-apart',
      comment: 'The window knows the host only through preload/contract.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|connectors|demo)/' },
    },
    {
      name: 'main-and-renderer-apart',
      comment: 'The host serves any client; it knows none of the screens.',
      severity: 'error',
      from: { path: '^(main|connectors|preload)/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'electron-in-the-shell-only',
      comment: 'Everything but the desktop shell runs in plain Node or a browser.',
      severity: 'error',
      from: { pathNot: '^(main/app|preload)/' },
      to: { path: '(^|/)(electron|electron-store)(/|$)', dependencyTypesNot: ['local'] },
    },
    {
      name: 'connectors-know-only-the-kit',
      comment: 'A connector can be read, tested and shipped alone: spi, kit, its own folder and packages.',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^(main|renderer|preload|demo|connectors)/', pathNot: '^connectors/(spi|kit|$1)/' },
    },
    {
      name: 'kit-knows-no-connector',
      comment: 'The kit is below every connector, the spi below the kit.',
      severity: 'error',
      from: { path: '^connectors/kit/' },
      to: { path: '^connectors/', pathNot: '^connectors/(spi|kit)/' },
    },
    {
      name: 'spi-knows-nothing',
      comment: 'The interface depends on no implementation.',
      severity: 'error',
      from: { path: '^connectors/spi/' },
      to: { path: '^(main|renderer|preload|demo|connectors)/', pathNot: '^connectors/spi/' },
    },
    {
      name: 'engine-and-expressions-are-pure',
      comment:
        'No built-in module, no package but those below, nothing of the product but each other, the spi, the text of names (DNs) and the shape of rules.',
      severity: 'error',
      from: { path: '^main/(engine|expressions)/' },
      to: {
        pathNot:
          '^(main/(engine|expressions)/|main/config/[a-z]+-schema\\.ts$|connectors/spi/|connectors/kit/dn\\.ts$|(node:)?crypto$|node_modules/(chevrotain|re2js|@skyra/jaro-winkler)/)',
      },
    },
    {
      name: 'policies-are-pure',
      comment:
        'What may be written is decided by a pure function: no built-in module, no package, nothing but the engine, the shape of the configuration, the spi and the text of names.',
      severity: 'error',
      from: { path: '^main/policy/' },
      to: {
        pathNot:
          '^(main/(policy|engine)/|main/config/[a-z]+-schema\\.ts$|connectors/spi/|connectors/kit/(dn|key-sketch)\\.ts$)',
      },
    },
    {
      name: 'reports-are-text',
      comment:
        'A report is columns, SQL and text: the store runs it, a job writes it. papaparse knows how CSV is quoted.',
      severity: 'error',
      from: { path: '^main/reports/' },
      to: { pathNot: '^(main/reports/|node_modules/(@types/)?papaparse/)' },
    },
    {
      name: 'one-door-to-each-package',
      comment: 'What the grammar and the patterns are made with is no concern of anybody else.',
      severity: 'error',
      from: {
        path: '^main/',
        pathNot: '^main/(expressions/(grammar|parse|pattern)|engine/regular-expression)\\.ts$',
      },
      to: { path: '(^|/)(chevrotain|re2js)(/|$)', dependencyTypesNot: ['local'] },
    },
    {
      name: 'crypto-only-computes',
      comment:
        'node:crypto hashes and reads certificates in the expression language, where it is given all it works on; nothing else that the engine reaches may ask it for anything, such as chance.',
      severity: 'error',
      from: {
        path: '^(main/(engine|expressions)/|main/config/[a-z]+-schema\\.ts$|connectors/spi/|connectors/kit/dn\\.ts$)',
        pathNot: '^main/expressions/(x509|random-source|thumbprint)\\.ts$',
      },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'pure-all-the-way-down',
      comment:
        'What the engine may import does no I/O either: no built-in module but node:crypto can be reached from it, by whatever way.',
      severity: 'error',
      from: { path: '^main/(engine|expressions)/' },
      to: { reachable: true, path: '^[^.]+$', pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'expressions-know-no-engine',
      comment: 'The language is used by the engine, not the other way round.',
      severity: 'error',
      from: { path: '^main/expressions/' },
      to: { path: '^main/engine/' },
    },
    {
      name: 'sqlite-behind-the-store',
      comment: 'Only the store and the directory twin know that SQLite exists.',
      severity: 'error',
      from: { pathNot: '^(main/store|connectors/twin)/' },
      to: { path: '(^|/)better-sqlite3(/|$)' },
    },
    {
      name: 'contract-is-zod-alone',
      comment: 'The contract is loaded in every process: zod and nothing else.',
      severity: 'error',
      from: { path: '^preload/contract/' },
      to: { pathNot: '^(preload/contract|node_modules/zod)/' },
    },
    {
      name: 'store-through-its-port',
      comment:
        'A second store can be added as long as nobody looks behind main/store/port.ts; the composition root opens it. What systems looked like can be asked of a workspace that is not open.',
      severity: 'error',
      from: {
        path: '^(main|connectors|renderer|preload|demo)/',
        pathNot: '^main/(store/|host/workspace\\.ts$)',
      },
      to: { path: '^main/store/', pathNot: '^main/store/(port|known-schemas)\\.ts$' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
}
