/** Icons of the panel, named by what they mean; `.element()` for DOM, `.react` with `tag={null}` for React. */
import { LabIcon } from '@jupyterlab/ui-components';
import addSvg from '../../style/icons/add.svg';
import arcSvg from '../../style/icons/arc.svg';
import bellSvg from '../../style/icons/bell.svg';
import caretSvg from '../../style/icons/caret.svg';
import checkSvg from '../../style/icons/check.svg';
import circleSvg from '../../style/icons/circle.svg';
import closeSvg from '../../style/icons/close.svg';
import copySvg from '../../style/icons/copy.svg';
import dotSvg from '../../style/icons/dot.svg';
import dotsSvg from '../../style/icons/dots.svg';
import downloadSvg from '../../style/icons/download.svg';
import editSvg from '../../style/icons/edit.svg';
import errorSvg from '../../style/icons/error.svg';
import followSvg from '../../style/icons/follow.svg';
import historySvg from '../../style/icons/history.svg';
import infoSvg from '../../style/icons/info.svg';
import leftSvg from '../../style/icons/left.svg';
import lockSvg from '../../style/icons/lock.svg';
import moonSvg from '../../style/icons/moon.svg';
import nextSvg from '../../style/icons/next.svg';
import pauseSvg from '../../style/icons/pause.svg';
import playSvg from '../../style/icons/play.svg';
import prevSvg from '../../style/icons/prev.svg';
import retakeSvg from '../../style/icons/retake.svg';
import rightSvg from '../../style/icons/right.svg';
import saveSvg from '../../style/icons/save.svg';
import settingsSvg from '../../style/icons/settings.svg';
import stopSvg from '../../style/icons/stop.svg';
import terminalSvg from '../../style/icons/terminal.svg';
import textSvg from '../../style/icons/text.svg';
import unlockSvg from '../../style/icons/unlock.svg';
import voiceSvg from '../../style/icons/voice.svg';
import volumeSvg from '../../style/icons/volume.svg';
import warnSvg from '../../style/icons/warn.svg';

function icon(name: string, svgstr: string): LabIcon {
  return new LabIcon({ name: `vibevoice:${name}`, svgstr });
}

/** Every icon a widget may draw. */
export const icons = {
  add: icon('add', addSvg),
  arc: icon('arc', arcSvg),
  bell: icon('bell', bellSvg),
  caret: icon('caret', caretSvg),
  check: icon('check', checkSvg),
  circle: icon('circle', circleSvg),
  close: icon('close', closeSvg),
  copy: icon('copy', copySvg),
  dot: icon('dot', dotSvg),
  dots: icon('dots', dotsSvg),
  download: icon('download', downloadSvg),
  edit: icon('edit', editSvg),
  error: icon('error', errorSvg),
  follow: icon('follow', followSvg),
  history: icon('history', historySvg),
  info: icon('info', infoSvg),
  left: icon('left', leftSvg),
  lock: icon('lock', lockSvg),
  moon: icon('moon', moonSvg),
  next: icon('next', nextSvg),
  pause: icon('pause', pauseSvg),
  play: icon('play', playSvg),
  prev: icon('prev', prevSvg),
  retake: icon('retake', retakeSvg),
  right: icon('right', rightSvg),
  save: icon('save', saveSvg),
  settings: icon('settings', settingsSvg),
  stop: icon('stop', stopSvg),
  terminal: icon('terminal', terminalSvg),
  text: icon('text', textSvg),
  unlock: icon('unlock', unlockSvg),
  voice: icon('voice', voiceSvg),
  volume: icon('volume', volumeSvg),
  warn: icon('warn', warnSvg)
} as const;

/** The name of an icon. */
export type IconName = keyof typeof icons;
