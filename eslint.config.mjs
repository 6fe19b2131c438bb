import jupyter from '@jupyter/eslint-plugin';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// The doors of docs/house.md: [room, what it may not import, why].
const lab = '@jupyterlab/|@lumino/|@codemirror/|@jupyter/|react';
const walls = [
  [
    'contract',
    `^(${lab}|axios|node:|(\\.\\./)+(dialogue|client|studio|player|widgets|output|plugins))`,
    'The contract knows zod only'
  ],
  [
    'dialogue',
    `^(${lab}|axios|node:|(\\.\\./)+(client|studio|player|widgets|output|plugins))`,
    'The grammar is pure: it knows the contract only'
  ],
  [
    'client',
    `^(${lab}|node:|(\\.\\./)+(studio|player|widgets|output|plugins))`,
    'The client runs in Node, Deno and browsers'
  ],
  [
    'player',
    `^(${lab}|axios|node:|(\\.\\./)+(dialogue|client|studio|widgets|output|plugins))`,
    'The player knows the contract only'
  ],
  [
    'studio',
    '^(react|@codemirror/|axios|node:|(\\.\\./)+(widgets|plugins|output))',
    'State has no view'
  ],
  ['widgets', '^(axios|node:|(\\.\\./)+(plugins|output))', 'Plugins know widgets, not the reverse'],
  [
    'output',
    '^(@jupyterlab/(?!rendermime-interfaces|translation|application|cells)|axios|node:|(\\.\\./)+plugins)',
    "An output draws with the studio's parts; what it needs of JupyterLab a plugin gives it"
  ],
  ['plugins', '^(axios|node:|react)', 'A plugin wires, it does not draw']
];

export default defineConfig(
  {
    ignores: [
      'lib',
      'node_modules',
      'coverage',
      'docs',
      'python_shim',
      '.venv',
      '.vibevoice',
      'ui-tests/test-results',
      'examples',
      '**/generated/**'
    ]
  },
  js.configs.recommended,
  { plugins: { jupyter } },
  jupyter.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: 'error'
    }
  },
  {
    files: ['ui-tests/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: { ...globals.node, ...globals.browser } }
  },
  ...walls.map(([room, regex, message]) => ({
    files: [`src/${room}/**/*.{ts,tsx}`],
    ignores: ['**/__tests__/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] }
  })),
  {
    files: ['src/{client,dialogue,contract}/**/*.ts'],
    ignores: ['**/__tests__/**'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'process', 'Buffer', 'Deno'] }
  },
  {
    // One transport file imports axios (docs/house.md).
    files: ['src/client/**/*.ts'],
    ignores: ['src/client/transport.ts', '**/__tests__/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(axios|${lab}|node:|(\\.\\./)+(studio|player|widgets|output|plugins))`,
              message: 'axios belongs to transport.ts; the client runs anywhere'
            }
          ]
        }
      ]
    }
  },
  {
    files: ['scripts/**/*.cjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } }
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  { files: ['**/__tests__/**/*.mjs'], languageOptions: { globals: globals.jest } }
);
