// What the labextension's bundle needs beyond @jupyter/builder's own configuration.
const { join } = require('node:path');

module.exports = {
  module: {
    rules: [
      {
        test: /\.css$/,
        include: join(__dirname, '..', 'style'),
        // Last: sheets that another one imports pass no loader before css-loader.
        enforce: 'post',
        use: [join(__dirname, 'plain-css.cjs')]
      }
    ]
  }
};
