import { useEffect, useState } from 'react';
import { type IOutputProps } from './JobOutputView.tsx';
import { lengthText } from './output-words.ts';

/** The file that was saved beside the notebook, where there is one, for as long as the job itself is not there. */
export function SavedAudio({ model, services, resolver }: IOutputProps): JSX.Element {
  const { trans } = services;
  const { path, title } = model.saved;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const find = async (): Promise<void> => {
      if (path !== undefined && resolver) {
        const found = await resolver.getDownloadUrl(await resolver.resolveUrl(path));
        if (isCurrent) {
          setUrl(found);
        }
      }
    };
    // A file that cannot be found is no more than a player that is missing.
    find().catch(() => setUrl(null));
    return () => {
      isCurrent = false;
    };
  }, [path, resolver]);
  return (
    <div className="vv-Output-saved">
      {url !== null && (
        <audio controls preload="none" src={url} aria-label={title ?? trans.__('Dialogue')} />
      )}
      <span className="vv-num vv-muted">{lengthText(model)}</span>
    </div>
  );
}
