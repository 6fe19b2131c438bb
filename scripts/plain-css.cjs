// A loader that takes comments and indentation out of our style sheets, as css-loader leaves them: both would be sent
// with JupyterLab's start.
module.exports = source => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '\n');
