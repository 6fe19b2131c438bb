import { Widget } from '@lumino/widgets';
import { StudioContent, type IStudioParts } from '../StudioContent.ts';

/** Parts of which only the panel is looked at. */
function partsWith(panel: Widget): IStudioParts {
  return { panel } as unknown as IStudioParts;
}

describe('The place of a studio', () => {
  it('is filled when the parts are loaded', async () => {
    const content = new StudioContent();
    const panel = new Widget();
    expect(content.parts).toBeNull();
    content.fill(() => Promise.resolve(partsWith(panel)));
    await expect(content.filled).resolves.toEqual({ panel });
    expect(panel.parent).toBe(content);
    expect(content.parts?.panel).toBe(panel);
  });

  it('says why it stays empty', async () => {
    const content = new StudioContent();
    content.fill(() => Promise.reject(new Error('no such file')));
    await expect(content.filled).rejects.toThrow('no such file');
    content.dispose();
  });

  it('that was closed meanwhile disposes of what comes late', async () => {
    const content = new StudioContent();
    const panel = new Widget();
    content.fill(() => Promise.resolve(partsWith(panel)));
    content.dispose();
    await expect(content.filled).rejects.toThrow('closed');
    expect(panel.isDisposed).toBe(true);
  });

  it('disposes of its panel', async () => {
    const content = new StudioContent();
    const panel = new Widget();
    content.fill(() => Promise.resolve(partsWith(panel)));
    await content.filled;
    content.dispose();
    expect(panel.isDisposed).toBe(true);
    expect(content.parts).toBeNull();
  });
});
