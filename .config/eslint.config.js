import astro from 'eslint-plugin-astro'
import tseslint from 'typescript-eslint'
import { holdWalls } from './hold-walls.js'

export default tseslint.config(
  { ignores: ['**/dist/**', 'data/**', '**/node_modules/**', '**/.astro/**', '**/test-results/**'] },
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
  // A clear word and why: the process talks to the person who started it.
  { files: ['src/process/**', 'db/connect.ts', 'tests/**'], rules: { 'no-console': 'off' } },
  // Lishui's clock is read in one place. SQL that reads it (AT TIME ZONE) stands in templates and is let through.
  {
    files: ['src/**', 'db/**'],
    ignores: ['src/calendar/lishui.ts', 'src/calendar/spans.ts', 'db/transaction.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'Literal[value=/^\\S*\\+08:?00$/]',
          'TemplateElement[value.raw=/\\+08:?00/]',
          'Literal[value="Asia/Shanghai"]',
          'BinaryExpression[operator="*"][left.value=8][right.name="anHour"]',
          'BinaryExpression[operator="*"][left.value=8][right.value=3600]',
          'Literal[value=28800000]',
        ].map(selector => ({
          selector,
          message: 'src/calendar/lishui.ts alone knows how clocks in Lishui differ from others.',
        })),
        ...['Literal[value=3600000]', 'Literal[value=86400000]'].map(selector => ({
          selector,
          message: 'src/calendar/spans.ts has anHour and aDay.',
        })),
        {
          selector: "CallExpression[callee.property.name='getUTCDay']",
          message: 'weekdayOf (src/calendar/lishui.ts) knows which day of the week a day is.',
        },
        // In this list too, because a second rule of the same name would replace the first.
        {
          selector: "CallExpression[callee.property.name='transaction'][arguments.length=0]",
          message: 'Use inTransaction (db/transaction.ts): it tries again when another transaction was in the way.',
        },
      ],
    },
  },
  {
    files: ['src/**', 'db/**'],
    plugins: { portal: { rules: { walls: holdWalls } } },
    rules: { 'portal/walls': 'error' },
  },
)
