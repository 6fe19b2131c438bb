import { type Diagnostic, type Fix, localize, localizeFix } from '../../dialogue/index.ts';
import { Button } from '../Button.tsx';
import { Icon } from '../Icon.tsx';
import { useStudio } from '../use-studio.ts';
import { type IDrawerProps } from './Drawer.tsx';

/** More problems than this are not drawn: the first ones usually cause the rest. */
const most = 100;

/** What is wrong in the text, the best fix of each, and the way there. */
export function Problems(props: IDrawerProps): JSX.Element {
  const { model, trans } = props;
  useStudio(model, 'script');
  const { diagnostics } = model;
  if (diagnostics.length === 0) {
    return (
      <p className="vv-muted">
        {trans.__('No problems. Everything that is written will be spoken.')}
      </p>
    );
  }
  return (
    <>
      {diagnostics.slice(0, most).map((diagnostic, index) => (
        <Row key={index} diagnostic={diagnostic} {...props} />
      ))}
      <p className="vv-muted">{trans.__('An error stops Generate; a warning does not.')}</p>
    </>
  );
}

function Row({
  diagnostic,
  model,
  trans,
  language
}: IDrawerProps & { diagnostic: Diagnostic }): JSX.Element {
  const { severity, range, fixes } = diagnostic;
  const isError = severity === 'error';
  const fix = (each: Fix) => (
    <Button key={each.title} mod="vv-mod-outline" onClick={() => model.applyFix(each)}>
      <span>{localizeFix(each, language)}</span>
    </Button>
  );
  return (
    <div className="vv-Problem" data-severity={isError ? 'error' : 'warning'}>
      <Icon name={isError ? 'error' : 'warn'} />
      <div>
        <b>{trans.__('Line %1', range.start.line)}</b> <span>{localize(diagnostic, language)}</span>
      </div>
      <div>
        {fixes.slice(0, 2).map(fix)}
        <Button onClick={() => model.reveal({ offset: range.start.offset }, true)}>
          <span>{trans.__('Go to line')}</span>
        </Button>
      </div>
    </div>
  );
}
