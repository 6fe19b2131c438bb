/** Narrowest and widest name column, in pixels. */
const [LEAST, MOST] = [72, 160];
/** Room between a name and the text. */
const GAP = 20;

let canvas: CanvasRenderingContext2D | null = null;

/** Width of the column that holds the longest of these names in the node's font, in pixels; longer names end in an ellipsis. */
export function nameColumn(names: readonly string[], node: HTMLElement): number {
  canvas ??= document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(node);
  if (canvas) {
    canvas.font = `600 ${style.fontSize || '14px'} ${style.fontFamily || 'sans-serif'}`;
  }
  const widths = names.map(name => canvas?.measureText(name).width ?? name.length * 8);
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.max(0, ...widths)) + GAP));
}
