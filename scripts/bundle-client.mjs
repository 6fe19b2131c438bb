// The client and the dialogue grammar as ES modules that hold their libraries: what the wheel gives to people without npm.
import { rspack } from '@rspack/core';
import { at } from './setup/place.mjs';

const compiler = rspack({
  mode: 'production',
  context: at(),
  entry: { client: './lib/client/index.js', dialogue: './lib/dialogue/index.js' },
  // No runtime in particular: what differs between them the client looks for when it runs.
  target: ['es2022'],
  node: false,
  devtool: false,
  output: {
    path: at('python_shim', 'jupyterlab_vibevoice', 'labextension', 'client'),
    clean: true,
    module: true,
    chunkFormat: 'module',
    library: { type: 'module' }
  },
  // One file, also of what is loaded later elsewhere.
  module: { parser: { javascript: { dynamicImportMode: 'eager' } } },
  // Libraries have builds for browsers, which need the least of where they run.
  resolve: { conditionNames: ['browser', 'import', 'default'], aliasFields: ['browser'] },
  optimization: {
    // Errors in a cell name our functions.
    minimize: false
  }
});

compiler.run((error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString({ all: false, errors: true }));
    process.exitCode = 1;
  }
  compiler.close(() => undefined);
});
