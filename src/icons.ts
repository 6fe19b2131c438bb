import { LabIcon } from '@jupyterlab/ui-components';
import moonSvg from '../style/icons/moon.svg';
import studioSvg from '../style/icons/studio.svg';

/** The mark of the studio: tile, tab, file type, status bar. */
export const studioIcon = new LabIcon({ name: 'vibevoice:studio', svgstr: studioSvg });

/** Puts the engine to sleep. */
export const sleepIcon = new LabIcon({ name: 'vibevoice:sleep', svgstr: moonSvg });
