// Below a prefix, what a page asks for at the root of its host is meant for the page itself. Loaded before its scripts.
{
  const root = new URL('../', document.currentScript.src);
  const origins = [root.origin, root.origin.replace(/^http/, 'ws')];

  const below = address => {
    const text = address instanceof URL ? address.href : address;
    if (typeof text !== 'string') {
      return address;
    }
    const origin = origins.find(one => text.startsWith(`${one}/`)) ?? '';
    const path = text.slice(origin.length);
    const isRooted = path.startsWith('/') && !path.startsWith('//');
    return isRooted && !path.startsWith(root.pathname)
      ? `${origin}${root.pathname}${path.slice(1)}`
      : address;
  };

  const { fetch, Request } = window;
  window.fetch = (input, options) =>
    input instanceof Request
      ? fetch(below(input.url) === input.url ? input : new Request(below(input.url), input), options)
      : fetch(below(input), options);

  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    return open.call(this, method, below(address), ...rest);
  };

  for (const name of ['EventSource', 'WebSocket', 'Worker', 'SharedWorker']) {
    if (window[name]) {
      window[name] = new Proxy(window[name], {
        construct: (kind, [address, ...rest], target) =>
          Reflect.construct(kind, [below(address), ...rest], target)
      });
    }
  }
}
