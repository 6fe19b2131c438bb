// What jsdom lacks and JupyterLab's packages touch on import or on construction; a test of pure state runs without jsdom.
if (typeof window !== 'undefined') {
  globalThis.DragEvent ??= class DragEvent extends MouseEvent {};
  globalThis.ResizeObserver ??= class ResizeObserver {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  window.IntersectionObserver ??= class IntersectionObserver {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  window.requestIdleCallback ??= run => setTimeout(run);
  window.matchMedia ??= query => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {}
  });
  if (!navigator.clipboard) {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async () => undefined, readText: async () => '' }
    });
  }
}
