// Holds our account of Grafana's formats (formats.json, which the tests in Java read too) against Grafana's own code,
// and fills hostile texts into every query with that code: none may leave its literal or be anything but a number.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deepStrictEqual as equal, match } from 'node:assert';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const dashboards = resolve(here, '../../../grafana-dashboards');
const require = createRequire(import.meta.url);

/** A module of Grafana's scenes, without the rest of Grafana, which it would load. */
function load(version, path) {
  const file = join(here, `node_modules/scenes-${version}/dist/esm/variables`, path);
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const known = {
    '@grafana/data': () => require(`data-${version}`),
    '@grafana/schema': () => require(`schema-${version}`),
    '@grafana/i18n': () => ({ t: (_key, text) => text }),
    lodash: () => require('lodash'),
  };
  const module = { exports: {} };
  new Function('require', 'module', 'exports', outputText)((name) => known[name](), module, module.exports);
  return module.exports;
}

const literals = {
  // What a URL's encoding leaves cannot end a string, begin a comment of InfluxQL's within one, or name a macro.
  percentencode: /^[A-Za-z0-9._~%-]*$/,
  // InfluxQL takes a slash behind a backslash for one of the expression, and refuses lines.
  regex: /^(?:[^/]|\\\/)*$/,
  'date:x': /^(?:-?\d+|NaN|Invalid date)$/,
  'date:X.SSS': /^(?:-?\d+\.\d{3}|NaN|Invalid date)$/,
};
const hostile = [
  "x'; DROP TABLE step; --", "\\'; DROP MEASUREMENT step; --", '0; DROP MEASUREMENT step', '0 OR 1 = 1 --', 'x"; --',
  '$/; DROP MEASUREMENT step; /', '\\/; --', '\\\\/; --', 'x\n/; --', '$__unixEpochFrom(', '$__timeFrom(); --',
  '${sweep:raw}', '[[sweep]]', '%27; --', '9'.repeat(40), '1e999', '-1; --', '٣; --', '',
];
let checks = 0;

function queries(dashboard) {
  const texts = [];
  const take = (target) => texts.push(target?.rawSql ?? target?.query ?? '');
  dashboard.panels.forEach((panel) => panel.targets.forEach(take));
  dashboard.annotations.list.forEach((annotation) => take(annotation.target ?? annotation));
  dashboard.templating.list.filter((variable) => variable.type === 'query').forEach(take);
  return texts;
}

for (const version of [11, 13]) {
  // The older library looks for a browser when it is loaded, the newer one must not find half of one.
  if (version === 11) globalThis.window = globalThis;
  else delete globalThis.window;
  const { formatRegistry } = load(version, 'interpolation/formatRegistry.js');
  const { VARIABLE_REGEX } = load(version, 'constants.js');
  const format = (name, several, values) => {
    const [id, ...args] = name.split(':');
    return formatRegistry.get(id).formatter(several ? values : values[0], args, { state: { name: 'x' } });
  };
  for (const { format: name, several, values, text } of JSON.parse(readFileSync(join(here, 'formats.json'), 'utf8'))) {
    equal(format(name, several, values), text, `${name} of ${values}`);
    checks++;
  }
  for (const kind of readdirSync(dashboards)) {
    for (const file of readdirSync(join(dashboards, kind))) {
      const dashboard = JSON.parse(readFileSync(join(dashboards, kind, file), 'utf8'));
      const variables = new Map(dashboard.templating.list.map((variable) => [variable.name, variable]));
      for (const query of queries(dashboard)) {
        for (const found of query.matchAll(VARIABLE_REGEX)) {
          const name = found[1] ?? found[2] ?? found[4];
          const variable = variables.get(name);
          if (!variable) {
            // Grafana's own, made of numbers.
            match(name, /^(?:timeFilter|__timeFilter|__interval|__interval_ms)$/, query);
            continue;
          }
          const literal = literals[found[6]];
          if (!literal) throw new Error(`${kind}/${file}: ${found[0]} has no safe format`);
          for (const text of hostile) {
            match(format(found[6], false, [text]), literal, `${found[0]} of ${text}`);
            if (variable.multi) match(format(found[6], true, [text, 's1-c2']), literal, `${found[0]} of ${text}`);
            checks++;
          }
        }
      }
    }
  }
}
console.log(`${checks} checks of what readers may choose`);
process.exit(0);
