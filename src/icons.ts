import { LabIcon } from '@jupyterlab/ui-components';
import studioSvg from '../style/icons/studio.svg';

/** The mark of the studio: tile, tab, file type, status bar. */
export const studioIcon = new LabIcon({ name: 'vibevoice:studio', svgstr: studioSvg });
