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

  const attributes = new Set(['href', 'src', 'action', 'poster']);
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function (name, value) {
    setAttribute.call(this, name, attributes.has(String(name).toLowerCase()) ? below(value) : value);
  };
  const addressed = {
    href: ['HTMLLinkElement', 'HTMLAnchorElement'],
    src: ['HTMLScriptElement', 'HTMLImageElement', 'HTMLMediaElement', 'HTMLSourceElement', 'HTMLIFrameElement']
  };
  for (const [name, kinds] of Object.entries(addressed)) {
    for (const kind of kinds) {
      const { get, set } = Object.getOwnPropertyDescriptor(window[kind].prototype, name);
      Object.defineProperty(window[kind].prototype, name, {
        get,
        set(value) {
          set.call(this, below(value));
        },
        configurable: true,
        enumerable: true
      });
    }
  }

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
