// Holds every dashboard against the types that Grafana publishes, of the oldest and the newest version that is
// supported. A JSON file becomes a TypeScript literal, so that a name the types do not know is an error as well
// as a value of the wrong type.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const dashboards = resolve(here, '../../../grafana-dashboards');
const work = join(here, 'node_modules', '.checked');
const schemas = {
  'schema-11': { index: 'dist/esm/index.d.ts', dashboard: 'dist/esm/raw/dashboard/x/dashboard_types.gen' },
  'schema-13': { index: 'dist/types/index.d.ts', dashboard: 'dist/types/raw/dashboard/x/types.gen' },
};
const panels = {
  barchart: 'barchart/panelcfg/x/BarChartPanelCfg_types.gen',
  stat: 'stat/panelcfg/x/StatPanelCfg_types.gen',
  'state-timeline': 'statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen',
  table: 'table/panelcfg/x/TablePanelCfg_types.gen',
  timeseries: 'timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen',
  trend: 'trend/panelcfg/x/TrendPanelCfg_types.gen',
};
const withoutFieldConfig = ['stat'];

// JSON holds the values of enums, not their names.
const plain = `
type Plain<T> = T extends string ? \`\${T}\`
  : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : never)
  : T extends boolean | null | undefined ? T
  : T extends ReadonlyArray<infer U> ? Array<Plain<U>>
  : T extends object ? { [K in keyof T]: Plain<T[K]> }
  : T;
`;

function source(schema, dashboard) {
  const root = `../${schema}`;
  const lines = [
    `import type { Dashboard, Panel, AnnotationQuery } from '${root}/${schemas[schema].dashboard}';`,
    ...Object.entries(panels).map(
      ([type, path], i) =>
        `import type * as panel${i} from '${root}/dist/esm/raw/composable/${path}'; // ${type}`,
    ),
    plain,
    // What is special to a data source is not part of the dashboard's schema.
    `type Annotation = Omit<Plain<AnnotationQuery>, 'target'> & {
      target?: object; query?: string; titleColumn?: string; textColumn?: string; tagsColumn?: string };`,
  ];
  const { panels: shown, annotations, ...rest } = dashboard;
  lines.push(`export const dashboard: Plain<Dashboard> = ${JSON.stringify(rest)};`);
  lines.push(`export const annotations: Annotation[] = ${JSON.stringify(annotations.list)};`);
  shown.forEach((panel, i) => {
    const kind = Object.keys(panels).indexOf(panel.type);
    if (kind < 0) {
      throw new Error(`${dashboard.uid}: no panel type ${panel.type}`);
    }
    const { custom, ...defaults } = panel.fieldConfig.defaults;
    const bare = { ...panel, fieldConfig: { ...panel.fieldConfig, defaults } };
    lines.push(`export const panel_${i}: Plain<Panel> = ${JSON.stringify(bare)};`);
    lines.push(`export const options_${i}: Plain<panel${kind}.Options> = ${JSON.stringify(panel.options)};`);
    if (custom !== undefined) {
      if (withoutFieldConfig.includes(panel.type)) {
        throw new Error(`${dashboard.uid}: ${panel.type} takes no custom field config`);
      }
      lines.push(`export const custom_${i}: Plain<panel${kind}.FieldConfig> = ${JSON.stringify(custom)};`);
    }
  });
  return lines.join('\n');
}

function write(schema, folder, file, dashboard) {
  const name = join(work, `${schema}-${folder}-${file.replace('.json', '.ts')}`);
  writeFileSync(name, source(schema, dashboard));
  return name;
}

function errors(schema, files) {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // The types of panels refer to the package by its own name.
    paths: { '@grafana/schema': [join(here, 'node_modules', schema, schemas[schema].index)] },
  });
  return ts.getPreEmitDiagnostics(program).filter((d) => files.includes(d.file?.fileName ?? '') || !d.file);
}

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const read = (...path) => JSON.parse(readFileSync(join(dashboards, ...path), 'utf8'));
const found = [];
let checked = 0;
for (const schema of Object.keys(schemas)) {
  if (!existsSync(join(here, 'node_modules', schema))) {
    throw new Error('run npm ci first');
  }
  const files = [];
  for (const folder of readdirSync(dashboards)) {
    for (const file of readdirSync(join(dashboards, folder))) {
      files.push(write(schema, folder, file, read(folder, file)));
    }
  }
  found.push(...errors(schema, files));
  checked += files.length;
}
console.log(
  ts.formatDiagnostics(found, {
    getCurrentDirectory: () => work,
    getCanonicalFileName: (f) => f,
    getNewLine: () => '\n',
  }),
);

// A check that finds nothing wrong must be able to.
const broken = read('questdb', 'spikes.json');
broken.panels[0].options.legend.displayMode = 'tables';
broken.panels[1].fieldConfig.defaults.custom.lineWidht = 1;
broken.panels[2].gridPos.w = '24';
for (const schema of Object.keys(schemas)) {
  const noticed = errors(schema, [write(schema, 'broken', 'spikes.json', broken)]).length;
  if (noticed < 3) {
    throw new Error(`${schema}: only ${noticed} of 3 mistakes were noticed`);
  }
}
console.log(`${checked} checks against ${Object.keys(schemas).join(', ')}: ${found.length} errors`);
process.exit(found.length === 0 ? 0 : 1);
