import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { StudioContent, type IStudioParts } from '../StudioContent.ts';

/** Parts of which only the panel and the text are looked at. */
function partsWith(panel: Widget, transcript?: Widget): IStudioParts {
  return { panel, transcript } as unknown as IStudioParts;
}

class Text extends Widget {
  protected override onActivateRequest(): void {
    this.node.focus();
  }
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

  it.each(['before', 'after'])(
    'gives the focus to the text when it is activated %s the parts are loaded',
    async when => {
      const content = new StudioContent();
      const panel = new Widget();
      const transcript = new Text();
      transcript.node.tabIndex = -1;
      panel.node.append(transcript.node);
      Widget.attach(content, document.body);
      const activate = () => MessageLoop.sendMessage(content, Widget.Msg.ActivateRequest);
      if (when === 'before') {
        activate();
      }
      content.fill(() => Promise.resolve(partsWith(panel, transcript)));
      await content.filled;
      if (when === 'after') {
        activate();
      }
      MessageLoop.flush();
      expect(document.activeElement).toBe(transcript.node);
      content.dispose();
    }
  );

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
