// The client as ES modules that hold their libraries: one file each with the grammar for people without npm, in the wheel; and
// one for Node, which reads a file in a third of the time that it takes for the hundred files of zod.
import { rspack } from '@rspack/core';
import { at } from './setup/place.mjs';

const common = {
  mode: 'production',
  context: at(),
  node: false,
  devtool: false,
  // No runtime in particular: what differs between them the client looks for when it runs.
  target: ['es2022'],
  // Errors in a cell name our functions.
  optimization: { minimize: false }
};
const output = { clean: true, module: true, chunkFormat: 'module', library: { type: 'module' } };

const compiler = rspack([
  {
    ...common,
    entry: { client: './lib/client/index.js', dialogue: './lib/dialogue/index.js' },
    output: {
      ...output,
      path: at('python_shim', 'jupyterlab_vibevoice', 'labextension', 'client')
    },
    // One file, also of what is loaded later elsewhere.
    module: { parser: { javascript: { dynamicImportMode: 'eager' } } },
    // Libraries have builds for browsers, which need the least of where they run.
    resolve: { conditionNames: ['browser', 'import', 'default'], aliasFields: ['browser'] }
  },
  {
    ...common,
    entry: { client: './lib/client/index.js' },
    output: { ...output, path: at('lib', 'node') },
    // Stays a package of its own, loaded with the first request.
    externals: { axios: 'import axios' }
  }
]);

compiler.run((error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString({ all: false, errors: true }));
    process.exitCode = 1;
  }
  compiler.close(() => undefined);
});
