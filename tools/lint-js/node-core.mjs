// Node's own lint rules, written anew: upstream's source package leaves out
// tools/eslint-rules, and nobody publishes them. Names, options and what is
// reported follow upstream's, judged by running them over upstream's own lib/
// and test/, whose `eslint-disable` comments say where upstream's rules fire.
import { readFileSync } from 'node:fs';
import { builtinRules } from 'eslint/use-at-your-own-risk';

const isCall = (node, name) =>
  node?.type === 'CallExpression' && node.callee.type === 'Identifier' && name.test(node.callee.name);

const keyName = (property) => property.key?.name ?? property.key?.value;

const hasNullProto = (object) => object.properties.some((property) =>
  property.type === 'Property' && keyName(property) === '__proto__' && !property.computed &&
  property.value.type === 'Literal' && property.value.value === null);

const isFunction = (node) => /^(?:Arrow)?Function(?:Expression|Declaration)$/.test(node?.type);

function enclosingFunction(node) {
  while (node && !isFunction(node)) node = node.parent;
  return node;
}

const rule = (create, meta = {}) => ({ meta: { schema: false, ...meta }, create });

const report = (context, node, message) => context.report({ node, message });

// A key of a destructured or declared list is not in the order of its name.
function checkOrder(context, nodes, name) {
  for (let i = 1; i < nodes.length; i++) {
    if (name(nodes[i - 1]) > name(nodes[i])) {
      report(context, nodes[i], `Out of ASCIIbetical order - ${name(nodes[i - 1])} >= ${name(nodes[i])}`);
    }
  }
}

export const rules = {
  'func-name-matching': builtinRules.get('func-name-matching'),

  // {name, into, ignore}: use the copy that user code cannot change.
  'prefer-primordials': rule((context) => ({
    'Program:exit'(node) {
      const options = new Map(context.options.map((option) => [option.name, option]));
      const scope = context.sourceCode.getScope(node);
      const references = [
        ...scope.through,
        ...scope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references),
      ];
      for (const { identifier } of references) {
        const option = options.get(identifier.name);
        if (!option) continue;
        let name = `${option.into ?? ''}${identifier.name}`;
        if (/^[a-z]/.test(identifier.name) && option.into) {
          name = `${option.into}${identifier.name[0].toUpperCase()}${identifier.name.slice(1)}`;
        }
        const { parent } = identifier;
        if (parent.type === 'MemberExpression' && parent.object === identifier && !parent.computed) {
          const key = parent.property.name;
          if (option.ignore?.includes(key)) continue;
          name = `${identifier.name}${key[0].toUpperCase()}${key.slice(1)}`;
        }
        report(context, identifier, `Use \`const { ${name} } = primordials;\` instead of the global.`);
      }
    },
  })),

  'avoid-prototype-pollution': rule((context) => {
    const descriptor = (node) => {
      if (node?.type === 'ObjectExpression' && !hasNullProto(node)) {
        report(context, node, 'Must use null-prototype object for property descriptors');
      }
    };
    const instead = {
      '__proto__': null,
      'ArrayPrototypeConcat': '%Array.prototype.concat% looks up `@@isConcatSpreadable`: push, spread or loop',
      'PromiseAll': 'Use `SafePromiseAll`',
      'PromiseAllSettled': 'Use `SafePromiseAllSettled`',
      'PromiseAny': 'Use `SafePromiseAny`',
      'PromiseRace': 'Use `SafePromiseRace`',
      'PromisePrototypeCatch': '%Promise.prototype.catch% looks up the `then` property: use PromisePrototypeThen',
      'PromisePrototypeFinally': 'Use `SafePromisePrototypeFinally`',
      'RegExpPrototypeTest': '%RegExp.prototype.test% looks up the `exec` property: ' +
        'use RegExpPrototypeExec(…) !== null',
      'RegExpPrototypeSymbolMatchAll': '%RegExp.prototype[@@matchAll]% looks up `exec`: ' +
        'use SafeStringPrototypeMatchAll',
      'StringPrototypeMatch': '%String.prototype.match% looks up `@@match`: use RegExpPrototypeExec',
      'StringPrototypeMatchAll': '%String.prototype.matchAll% looks up `@@matchAll`: use RegExpPrototypeExec',
      'StringPrototypeSearch': '%String.prototype.search% looks up `@@search`: use SafeStringPrototypeSearch',
    };
    return {
      'CallExpression'(node) {
        const [, second, third] = node.arguments;
        const name = node.callee.name ?? '';
        if (Object.hasOwn(instead, name)) report(context, node, instead[name]);
        if (/^(?:Object|Reflect)DefineProperty$/.test(name)) descriptor(third);
        if (/^Object(?:DefineProperties|Create)$/.test(name) && second?.type === 'ObjectExpression') {
          for (const { value } of second.properties) descriptor(value);
        }
        if (/^StringPrototype(?:Split|Replace|ReplaceAll)$/.test(name) && second?.regex) {
          report(context, node, `${name} looks up a Symbol property of the regular expression: ` +
            'use RegExpPrototypeSymbolReplace or RegExpPrototypeSymbolSplit');
        }
      },
      'NewExpression[callee.name="Proxy"]'({ arguments: [, handler] }) {
        if (handler?.type === 'ObjectExpression' && !hasNullProto(handler)) {
          report(context, handler, 'Proxy handler must be a null-prototype object');
        }
      },
      // A promise looks up `then` of what it is resolved with.
      ':function[async=true]:not([generator=true]) ReturnStatement > ObjectExpression'(node) {
        if (enclosingFunction(node)?.async && !hasNullProto(node)) {
          report(context, node, 'Use null-prototype when returning from async function');
        }
      },
      'ArrowFunctionExpression[async=true] > ObjectExpression.body'(node) {
        if (!hasNullProto(node)) report(context, node, 'Use null-prototype when returning from async function');
      },
    };
  }),

  'no-array-destructuring': rule((context) => ({
    ArrayPattern(node) {
      report(context, node, 'Use object destructuring instead of array destructuring.');
    },
  })),

  'alphabetize-primordials': rule((context) => ({
    'VariableDeclarator[init.name="primordials"] > ObjectPattern.id'(node) {
      checkOrder(context, node.properties.filter(({ key }) => key), keyName);
    },
  })),

  'alphabetize-errors': rule((context) => ({
    ['VariableDeclarator[init.callee.name="require"][init.arguments.0.value="internal/errors"] > ' +
    'ObjectPattern > Property[key.name="codes"] > ObjectPattern'](node) {
      checkOrder(context, node.properties.filter(({ key }) => key), keyName);
    },
    'Program'(node) {
      const errors = node.body.filter(({ type, expression }) =>
        type === 'ExpressionStatement' && isCall(expression, /^E$/));
      checkOrder(context, errors, ({ expression }) => expression.arguments[0].value);
    },
  })),

  // lib/internal/errors.js only.
  'documented-errors': rule((context) => {
    const page = readFileSync('doc/api/errors.md', 'utf8');
    return {
      'ExpressionStatement > CallExpression[callee.name="E"]'({ arguments: [code] }) {
        if (!page.includes(`### \`${code.value}\``)) {
          report(context, code, `"${code.value}" is not documented in doc/api/errors.md`);
        }
      },
    };
  }),
  'prefer-util-format-errors': rule((context) => ({
    ['ExpressionStatement > CallExpression[callee.name="E"] > ' +
    'ArrowFunctionExpression[body.type="TemplateLiteral"]'](node) {
      const names = (nodes) => nodes.map(({ name }) => name).join();
      if (names(node.params) === names(node.body.expressions)) {
        report(context, node, 'Please use a printf-like formatted string that util.format can consume.');
      }
    },
  })),

  'lowercase-name-for-primitive': rule((context) => ({
    'NewExpression[callee.name="ERR_INVALID_ARG_TYPE"]'({ arguments: [, types] }) {
      for (const type of types?.type === 'ArrayExpression' ? types.elements : [types]) {
        if (/^(?:Undefined|Null|Boolean|Number|BigInt|String|Symbol)$/.test(type?.value)) {
          report(context, type, `primitive should use lowercase: ${type.value}`);
        }
      }
    },
  })),

  'non-ascii-character': rule((context) => ({
    Program() {
      context.sourceCode.lines.forEach((line, index) => {
        const match = /[^\t\x20-\x7e]/.exec(line);
        if (!match) return;
        const loc = { line: index + 1, column: match.index };
        context.report({ loc, message: `Non-ASCII character '${match[0]}' detected.` });
      });
    },
  })),

  'no-duplicate-requires': rule((context) => {
    const seen = new Set();
    return {
      'Program > VariableDeclaration > VariableDeclarator > CallExpression.init[callee.name="require"]'(node) {
        const path = node.arguments[0]?.value;
        if (seen.has(path)) report(context, node, `'${path}' require is duplicated.`);
        seen.add(path);
      },
    };
  }),

  'no-unescaped-regexp-dot': rule((context) => ({
    'Literal[regex]'(node) {
      let inClass = false;
      const { pattern } = node.regex;
      for (let i = 0; i < pattern.length; i++) {
        if (pattern[i] === '\\') i++;
        else if (pattern[i] === '[') inClass = true;
        else if (pattern[i] === ']') inClass = false;
        else if (pattern[i] === '.' && !inClass && !/[+*?{]/.test(pattern[i + 1] ?? '')) {
          report(context, node, 'Unescaped dot character in regular expression');
          return;
        }
      }
    },
  })),

  'prefer-proto': rule((context) => ({
    ['CallExpression:matches([callee.name="ObjectCreate"], ' +
    '[callee.object.name="Object"][callee.property.name="create"])[arguments.length=1]'](node) {
      report(context, node, 'Use `{ __proto__: value }` instead of Object.create.');
    },
  })),

  'async-iife-no-unused-result': rule((context) => ({
    ['ExpressionStatement > CallExpression:matches([callee.type="ArrowFunctionExpression"], ' +
    '[callee.type="FunctionExpression"])[callee.async=true]'](node) {
      report(context, node, 'The result of an immediately-invoked async function needs to be used ' +
        '(e.g. with `.then(common.mustCall())`)');
    },
  })),

  // Tests.
  'require-common-first': rule((context) => ({
    Program(node) {
      const first = node.body.flatMap((statement) => {
        if (statement.type === 'ImportDeclaration') return [statement.source];
        const found = /\brequire\((['"])(.*?)\1\)/.exec(context.sourceCode.getText(statement));
        return found ? [{ value: found[2], loc: statement.loc }] : [];
      })[0];
      if (first && !/\/common(?:\/index(?:\.m?js)?)?\/?$/.test(first.value)) {
        const message = 'Mandatory module "common" must be loaded before any other modules.';
        context.report({ loc: first.loc, message });
      }
    },
  })),
  'required-modules': rule((context) => ({
    'Program:exit'(node) {
      const [required] = context.options;
      for (const [name, pattern] of Object.entries(required)) {
        const used = new RegExp(`(?:require\\(|from |import )['"]${pattern}['"]`);
        if (!used.test(context.sourceCode.text)) report(context, node, `Mandatory module "${name}" must be loaded.`);
      }
    },
  })),

  // An assertion in a function that nobody is sure to call proves nothing.
  'must-call-assert': rule((context) => {
    const sure = new RegExp('^(?:must(?:Call|CallAtLeast|Succeed|NotMutate.*)|test|it|describe|suite|' +
      'before|after|beforeEach|afterEach|spawnPromisified|skip|todo|only)$');
    const inline = new RegExp('^(?:forEach|map|filter|some|every|find|findIndex|reduce|sort|flatMap|from|' +
      'then|throws|doesNotThrow|rejects|doesNotReject|run|runInAsyncScope)$');
    return {
      'CallExpression'(node) {
        const called = context.sourceCode.getText(node.callee);
        if (!/^assert(?:\.|$)/.test(called) || called === 'assert.fail') return;
        for (let fn = enclosingFunction(node.parent); fn; fn = enclosingFunction(fn.parent)) {
          const { parent } = fn;
          if (fn.type === 'FunctionDeclaration' || parent.type === 'VariableDeclarator') return;
          if (parent.callee === fn || parent.callee?.name === 'Promise') continue;
          // What a child prints is looked at by spawnSyncAndAssert().
          if (parent.type === 'Property' && /^std(?:out|err)$/.test(parent.key.name)) return;
          if (parent.type === 'CallExpression') {
            const name = parent.callee.property?.name ?? parent.callee.name;
            if (sure.test(name) || parent.callee.object?.name === 'process') return;
            if (inline.test(name)) continue;
          }
          report(context, node, 'Assertions must be wrapped into `common.mustCall` or `common.mustCallAtLeast`');
          return;
        }
      },
    };
  }),
  'prefer-common-mustnotcall': rule((context) => ({
    ['CallExpression[callee.object.name="common"][callee.property.name="mustCall"]' +
    ':matches([arguments.0.value=0], [arguments.1.value=0])'](node) {
      report(context, node, 'Please use common.mustNotCall(msg) instead of common.mustCall(fn, 0).');
    },
  })),
  'prefer-common-mustsucceed': rule((context) => ({
    ['CallExpression:matches([callee.name="mustCall"], [callee.property.name="mustCall"]) > ' +
    ':function.arguments:first-child'](node) {
      const [error] = node.params;
      const [first] = node.body.body ?? [{ expression: node.body }];
      if (error?.type === 'Identifier' && first?.expression?.type === 'CallExpression' &&
          (first.expression.callee.property?.name ?? first.expression.callee.name) === 'ifError' &&
          first.expression.arguments[0]?.name === error.name) {
        report(context, node, 'Please use common.mustSucceed instead of common.mustCall(assert.ifError).');
      }
    },
    ['CallExpression:matches([callee.name="mustCall"], [callee.property.name="mustCall"]) > ' +
    'MemberExpression.arguments:first-child[property.name="ifError"]'](node) {
      report(context, node, 'Please use common.mustSucceed instead of common.mustCall(assert.ifError).');
    },
  })),
  'prefer-assert-iferror': rule((context) => ({
    'IfStatement[test.type="Identifier"]'({ test, consequent, alternate }) {
      const only = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
      if (only.length === 1 && !alternate && only[0].type === 'ThrowStatement' && only[0].argument.name === test.name) {
        report(context, consequent, `Use assert.ifError(${test.name}) instead.`);
      }
    },
  })),
  'prefer-assert-methods': rule((context) => ({
    'ExpressionStatement > CallExpression[callee.name="assert"] > BinaryExpression.arguments:first-child'(node) {
      const method = {
        '__proto__': null, '==': 'equal', '===': 'strictEqual', '!=': 'notEqual', '!==': 'notStrictEqual',
      }[node.operator];
      if (method) report(context, node, `'assert.${method}' should be used instead of '${node.operator}'`);
    },
  })),
};
