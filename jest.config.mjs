// These ship ES modules only, so they are transformed too.
const esm = [
  '@jupyter',
  '@jupyterlab',
  '@microsoft',
  '@rjsf',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs',
  'eventsource-parser',
  'fast-check',
  'pure-rand',
  'fast-xml-parser',
  'strnum'
].join('|');
const shared = {
  transform: {
    '\\.svg$': '<rootDir>/scripts/jest-svg.cjs',
    '\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } }
        },
        module: { type: 'commonjs' }
      }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esm})/)`],
  // python_shim holds a second package.json of the same name: a haste collision.
  modulePathIgnorePatterns: [
    '<rootDir>/lib/',
    '<rootDir>/python_shim/',
    '<rootDir>/ui-tests/',
    '<rootDir>/.venv/'
  ],
  moduleNameMapper: { '\\.(css|less)$': '<rootDir>/scripts/jest-style.cjs' }
};
export default {
  // Some tests start a real instance, and machines differ.
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'core',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/src/{contract,dialogue,client}/**/*.spec.ts',
        '<rootDir>/scripts/**/*.spec.mjs'
      ]
    },
    {
      ...shared,
      displayName: 'lab',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/src/{player,studio,widgets,plugins,output}/**/*.spec.ts?(x)'],
      setupFiles: ['<rootDir>/scripts/jest-setup.cjs']
    }
  ]
};
