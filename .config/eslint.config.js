import astro from 'eslint-plugin-astro'
import tseslint from 'typescript-eslint'
import { walls } from './walls.js'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/data/**', '**/node_modules/**', '**/.astro/**', '**/test-results/**'] },
  ...tseslint.configs.recommended,
  ...astro.configs.recommended,
  {
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // A clear word and why: the process talks to whoever started it.
  { files: ['src/process/**', 'db/connect.ts', 'tests/**'], rules: { 'no-console': 'off' } },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: "CallExpression[callee.property.name='transaction']", message: 'Use inTransaction (db/transaction.ts): it tries again when another transaction was in the way.' }] },
  },
  ...walls,
)
