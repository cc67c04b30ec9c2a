// Node's own configuration of eslint, rebuilt: upstream's source package leaves
// it out (eslint.config.mjs, */eslint.config_partial.mjs and tools/eslint). It
// is made for this repository, which mirrors node's tree, and holds for node/
// itself when run there. Node's own rules are in node-core.mjs.
import js from '@eslint/js';
import markdown from '@eslint/markdown';
import stylistic from '@stylistic/eslint-plugin-js';
import { globalIgnores } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import regexp from 'eslint-plugin-regexp';
import * as espree from 'espree';
import globals from 'globals';
import { rules as nodeCoreRules } from './node-core.mjs';

const jsFiles = '*.{js,mjs,cjs}';

const off = (plugin, ...names) => Object.fromEntries(names.map((name) => [`${plugin}/${name}`, 'off']));

const fromModule = (module, ...names) => names.map((name) => ({
  name,
  message: `Use \`const { ${name} } = require('${module}');\` instead of the global.`,
}));

const restrictedSyntax = [
  {
    selector: 'ThrowStatement > CallExpression[callee.name=/Error$/]',
    message: 'Use `new` keyword when throwing an `Error`.',
  },
  {
    selector: "CallExpression[callee.name='isNaN'] > Identifier[name='undefined']",
    message: 'undefined is not a number.',
  },
];

const assertCall = (method) =>
  `CallExpression:matches([callee.type='Identifier'][callee.name='${method}'], ` +
  `[callee.object.name='assert'][callee.property.name='${method}'])`;

const restrictedSyntaxInTests = [
  ...restrictedSyntax,
  ...['deepStrictEqual', 'notDeepStrictEqual'].map((method) => ({
    selector: `${assertCall(method)}:matches([arguments.1.type='Literal']:not([arguments.1.regex]), ` +
      "[arguments.1.type='Identifier'][arguments.1.name='undefined'])",
    message: `Use ${method.replace('DeepStrictEqual', 'StrictEqual').replace('deepStrictEqual', 'strictEqual')} ` +
      `instead of ${method} for literals or undefined.`,
  })),
  ...['deepStrictEqual', 'strictEqual', 'notStrictEqual'].map((method) => ({
    selector: `${assertCall(method)}[arguments.2.type='Literal']`,
    message: `Do not use a literal for the third argument of assert.${method}()`,
  })),
  {
    selector: `${assertCall('doesNotThrow')}[arguments.1.type='Literal']`,
    message: 'Do not use a literal for the second argument of assert.doesNotThrow()',
  },
  ...['rejects', 'throws'].map((method) => ({
    selector: `${assertCall(method)}[arguments.length<2]`,
    message: `\`assert.${method}()\` must be invoked with at least two arguments.`,
  })),
  {
    selector: `${assertCall('throws')}[arguments.1.type='Literal']:not([arguments.1.regex])`,
    message: 'Use an object as second argument of `assert.throws()`.',
  },
];

const restrictedSyntaxInLib = [
  ...restrictedSyntax,
  {
    selector: "CallExpression[callee.name='setTimeout'][arguments.length<2]",
    message: '`setTimeout()` must be invoked with at least two arguments.',
  },
  {
    selector: "CallExpression[callee.name='setInterval'][arguments.length<2]",
    message: '`setInterval()` must be invoked with at least two arguments.',
  },
  {
    selector: "CallExpression[callee.object.name='assert']:not([callee.property.name='ok'])" +
      ":not([callee.property.name='fail']):not([callee.property.name='ifError'])",
    message: 'Please only use simple assertions in ./lib',
  },
  {
    selector: 'NewExpression[callee.name=/Error$/]' +
      ':not([callee.name=/^(AssertionError|NghttpError|AbortError|NodeAggregateError|QuotaExceededError)$/])',
    message: "Use an error exported by 'internal/errors' instead.",
  },
  {
    selector: 'ThrowStatement > NewExpression[callee.name=/^ERR_[A-Z_]+$/] > ObjectExpression:first-child' +
      ":not(:has([key.name='message']):has([key.name='code']):has([key.name='syscall']))",
    message: 'The context passed into the SystemError constructor must include .code, .syscall and .message.',
  },
  {
    selector: "CallExpression[callee.object.name='Error'][callee.property.name='captureStackTrace']",
    message: "Use 'hideStackFrames' instead.",
  },
];

const primordials = [
  'AggregateError', 'Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean',
  'DataView', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'EvalError',
  'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'JSON', 'Math', 'Number',
  'Object', 'Promise', 'Proxy', 'queueMicrotask', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'String',
  'Symbol', 'SyntaxError', 'TypeError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'unescape',
  'URIError',
].map((name) => ({ name })).concat([
  { name: 'Error', ignore: ['prepareStackTrace', 'captureStackTrace', 'stackTraceLimit'] },
  ...['FinalizationRegistry', 'Map', 'Set', 'WeakMap', 'WeakRef', 'WeakSet'].map((name) => ({ name, into: 'Safe' })),
  ...['isFinite', 'isNaN', 'parseFloat', 'parseInt'].map((name) => ({ name, into: 'Number' })),
]);

export default [
  globalIgnores(['lib/punycode.js', 'test/fixtures/']),
  js.configs.recommended,
  jsdoc.configs['flat/recommended'],
  regexp.configs['flat/recommended'],
  {
    files: [`**/${jsFiles}`],
    plugins: { '@stylistic/js': stylistic, 'node-core': { rules: nodeCoreRules } },
    languageOptions: {
      ecmaVersion: 'latest',
      // Eslint's own espree does not take `using` at a CommonJS file's top level.
      parser: espree,
      globals: { ...globals.nodeBuiltin, ...globals.es2025 },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      'accessor-pairs': 'error',
      'array-callback-return': 'error',
      'block-scoped-var': 'error',
      'capitalized-comments': ['error', 'always', {
        line: {
          // What is short or looks like code.
          ignorePattern: '.{0,20}$|[a-z]+ ?[0-9A-Z_.(/=:[#-]|std|http|ssh|ftp',
          ignoreInlineComments: true,
          ignoreConsecutiveComments: true,
        },
        block: { ignorePattern: '.*' },
      }],
      'default-case-last': 'error',
      'dot-notation': 'error',
      'eqeqeq': ['error', 'smart'],
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-constructor-return': 'error',
      'no-duplicate-imports': 'error',
      'no-else-return': 'error',
      'no-extra-bind': 'error',
      'no-inner-declarations': 'off',
      'no-lonely-if': 'error',
      'no-proto': 'error',
      'no-redeclare': ['error', { builtinGlobals: false }],
      'no-restricted-properties': ['error',
                                   ...[
                                     ['deepEqual', 'deepStrictEqual'],
                                     ['notDeepEqual', 'notDeepStrictEqual'],
                                     ['equal', 'strictEqual'],
                                     ['notEqual', 'notStrictEqual'],
                                   ].map(([property, use]) => (
                                     { object: 'assert', property, message: `Use \`assert.${use}()\`.` }
                                   )),
                                   { property: '__defineGetter__', message: '__defineGetter__ is deprecated.' },
                                   { property: '__defineSetter__', message: '__defineSetter__ is deprecated.' },
      ],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-undef': ['error', { typeof: true }],
      'no-undef-init': 'error',
      'no-unused-expressions': ['error', { allowShortCircuit: true }],
      'no-unused-vars': ['error', { args: 'none', caughtErrors: 'all', ignoreRestSiblings: true }],
      'no-use-before-define': ['error', { classes: true, functions: false, variables: false }],
      'no-useless-call': 'error',
      'no-useless-concat': 'error',
      'no-useless-constructor': 'error',
      'no-useless-return': 'error',
      'no-var': 'error',
      'no-void': 'error',
      'one-var': ['error', { initialized: 'never' }],
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      'prefer-object-has-own': 'error',
      'strict': ['error', 'global'],
      'symbol-description': 'error',
      'unicode-bom': 'error',
      'valid-typeof': ['error', { requireStringLiterals: true }],
      // Recommended ones that node does not follow.
      'prefer-regex-literals': 'off',
      'no-async-promise-executor': 'off',
      'no-case-declarations': 'off',
      'no-class-assign': 'off',
      'no-empty-function': 'off',
      'no-prototype-builtins': 'off',

      '@stylistic/js/arrow-parens': 'error',
      '@stylistic/js/arrow-spacing': 'error',
      '@stylistic/js/block-spacing': 'error',
      '@stylistic/js/brace-style': ['error', '1tbs', { allowSingleLine: true }],
      '@stylistic/js/comma-dangle': ['error', 'always-multiline'],
      '@stylistic/js/comma-spacing': 'error',
      '@stylistic/js/comma-style': 'error',
      '@stylistic/js/computed-property-spacing': 'error',
      '@stylistic/js/dot-location': ['error', 'property'],
      '@stylistic/js/eol-last': 'error',
      '@stylistic/js/function-call-spacing': 'error',
      '@stylistic/js/indent': ['error', 2, {
        ArrayExpression: 'first',
        CallExpression: { arguments: 'first' },
        FunctionDeclaration: { parameters: 'first' },
        FunctionExpression: { parameters: 'first' },
        MemberExpression: 'off',
        ObjectExpression: 'first',
        SwitchCase: 1,
      }],
      '@stylistic/js/key-spacing': 'error',
      '@stylistic/js/keyword-spacing': 'error',
      '@stylistic/js/linebreak-style': ['error', 'unix'],
      '@stylistic/js/max-len': ['error', {
        code: 120,
        ignorePattern: '^// Flags:',
        ignoreRegExpLiterals: true,
        ignoreTemplateLiterals: true,
        ignoreUrls: true,
        tabWidth: 2,
      }],
      '@stylistic/js/new-parens': 'error',
      '@stylistic/js/no-confusing-arrow': 'error',
      '@stylistic/js/no-extra-parens': ['error', 'functions'],
      '@stylistic/js/no-multi-spaces': ['error', { ignoreEOLComments: true }],
      '@stylistic/js/no-multiple-empty-lines': ['error', { max: 2, maxEOF: 0, maxBOF: 0 }],
      '@stylistic/js/no-tabs': 'error',
      '@stylistic/js/no-trailing-spaces': 'error',
      '@stylistic/js/no-whitespace-before-property': 'error',
      '@stylistic/js/object-curly-newline': 'error',
      '@stylistic/js/object-curly-spacing': ['error', 'always'],
      '@stylistic/js/one-var-declaration-per-line': 'error',
      '@stylistic/js/operator-linebreak': ['error', 'after'],
      '@stylistic/js/padding-line-between-statements': [
        'error', { blankLine: 'always', prev: 'function', next: 'function' },
      ],
      '@stylistic/js/quote-props': ['error', 'consistent'],
      '@stylistic/js/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
      '@stylistic/js/rest-spread-spacing': 'error',
      '@stylistic/js/semi': 'error',
      '@stylistic/js/semi-spacing': 'error',
      '@stylistic/js/space-before-blocks': ['error', 'always'],
      '@stylistic/js/space-before-function-paren': ['error', {
        anonymous: 'never', asyncArrow: 'always', named: 'never',
      }],
      '@stylistic/js/space-in-parens': 'error',
      '@stylistic/js/space-infix-ops': 'error',
      '@stylistic/js/space-unary-ops': 'error',
      '@stylistic/js/spaced-comment': ['error', 'always', { block: { balanced: true }, exceptions: ['-'] }],
      '@stylistic/js/template-curly-spacing': 'error',

      // Of the recommended rules of jsdoc and regexp, what upstream's own files
      // do not keep.
      ...off('jsdoc', 'check-tag-names', 'check-types', 'check-values', 'no-defaults', 'no-undefined-types',
             'require-jsdoc', 'require-param', 'require-param-description', 'require-property-description',
             'require-returns', 'require-returns-check', 'require-returns-description', 'require-throws-type',
             'tag-lines', 'valid-types'),
      ...off('regexp', 'control-character-escape', 'match-any', 'negation', 'no-contradiction-with-assertion',
             'no-dupe-characters-character-class', 'no-empty-alternative', 'no-legacy-features', 'no-obscure-range',
             'no-potentially-useless-backreference', 'no-super-linear-backtracking', 'no-unused-capturing-group',
             'no-useless-assertions', 'no-useless-character-class', 'no-useless-escape', 'no-useless-flag',
             'no-useless-lazy', 'no-useless-non-capturing-group', 'optimal-lookaround-quantifier',
             'optimal-quantifier-concatenation', 'prefer-character-class', 'prefer-d', 'prefer-question-quantifier',
             'prefer-star-quantifier', 'prefer-w', 'sort-flags', 'strict', 'use-ignore-case'),

      'node-core/no-unescaped-regexp-dot': 'error',
      'node-core/prefer-proto': 'error',
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs' },
  },
  {
    files: [`lib/**/${jsFiles}`],
    languageOptions: {
      globals: {
        // What node gives every built-in module.
        internalBinding: 'readonly',
        privateSymbols: 'readonly',
        perIsolateSymbols: 'readonly',
        primordials: 'readonly',
        ...globals.node,
      },
    },
    rules: {
      'prefer-object-spread': 'error',
      'no-restricted-globals': ['error',
                                'globalThis', 'global',
                                ...fromModule('buffer', 'atob', 'btoa', 'Blob', 'Buffer', 'File'),
                                ...fromModule('internal/abort_controller', 'AbortController', 'AbortSignal'),
                                ...fromModule('internal/event_target', 'Event', 'EventTarget'),
                                ...fromModule('internal/worker/io', 'MessageChannel', 'MessageEvent', 'MessagePort',
                                              'BroadcastChannel', 'structuredClone'),
                                ...fromModule('internal/encoding', 'TextDecoder', 'TextEncoder'),
                                ...fromModule('internal/url', 'URL', 'URLSearchParams'),
                                ...fromModule('internal/util/lazy_domexception', 'DOMException'),
                                ...fromModule('internal/console/global', 'console'),
                                ...fromModule('perf_hooks', 'performance'),
                                ...fromModule('timers', 'clearImmediate', 'clearInterval', 'clearTimeout',
                                              'setImmediate', 'setInterval', 'setTimeout'),
                                ...fromModule('internal/crypto/webcrypto', 'Crypto', 'CryptoKey', 'crypto'),
                                { name: 'SubtleCrypto', message: 'Use `internal/crypto/webcrypto`.' },
                                { name: 'WebAssembly', message: 'Use `const { WebAssembly } = internalBinding(…)`.' },
      ],
      'no-restricted-syntax': ['error', ...restrictedSyntaxInLib],
      'node-core/alphabetize-errors': 'error',
      'node-core/alphabetize-primordials': 'error',
      'node-core/avoid-prototype-pollution': 'error',
      'node-core/lowercase-name-for-primitive': 'error',
      'node-core/no-duplicate-requires': 'error',
      'node-core/non-ascii-character': 'error',
      'node-core/no-array-destructuring': 'error',
      'node-core/prefer-primordials': ['error', ...primordials],
    },
  },
  {
    files: [`test/**/${jsFiles}`],
    languageOptions: { globals: { ...globals.node, gc: 'readonly' } },
    rules: {
      '@stylistic/js/comma-dangle': ['error', {
        arrays: 'always-multiline',
        exports: 'always-multiline',
        functions: 'only-multiline',
        imports: 'always-multiline',
        objects: 'only-multiline',
      }],
      'multiline-comment-style': ['error', 'separate-lines'],
      'no-restricted-syntax': ['error', ...restrictedSyntaxInTests],
      'symbol-description': 'off',
      'node-core/async-iife-no-unused-result': 'error',
      'node-core/must-call-assert': 'error',
      'node-core/prefer-assert-iferror': 'error',
      'node-core/prefer-assert-methods': 'error',
      'node-core/prefer-common-mustnotcall': 'error',
      'node-core/prefer-common-mustsucceed': 'error',
    },
  },
  {
    files: [`test/{parallel,sequential}/**/${jsFiles}`],
    rules: {
      'node-core/require-common-first': 'error',
      'node-core/required-modules': ['error', { common: '(?:\\.\\./)+common(?:/index\\.m?js)?' }],
    },
  },
  // This repository's own: scripts, their tests, and pages for users to copy.
  {
    files: [`{tools,examples,benchmark}/**/${jsFiles}`],
    languageOptions: { globals: globals.node },
  },
  // The examples in the docs, as `make lint-js-doc` of node has them.
  { files: ['doc/**/*.md'], plugins: { markdown }, processor: 'markdown/markdown' },
  {
    files: ['**/*.md/*.js'],
    languageOptions: { sourceType: 'module' },
  },
  {
    files: ['**/*.md/*.{js,cjs,mjs}'],
    languageOptions: { globals: globals.node, parserOptions: { ecmaFeatures: { impliedStrict: true } } },
    rules: {
      'func-names': 'off',
      'no-restricted-properties': 'off',
      'no-undef': 'off',
      'no-unused-expressions': 'off',
      'no-unused-vars': 'off',
      'strict': 'off',
      'symbol-description': 'off',
      '@stylistic/js/eol-last': 'off',
      '@stylistic/js/max-len': ['error', {
        code: 120, ignoreRegExpLiterals: true, ignoreTemplateLiterals: true, ignoreUrls: true,
      }],
    },
  },
];
