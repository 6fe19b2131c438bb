import { insertCellPlugin } from './insert-cell.ts';
import { instancePlugin } from './instance.ts';
import { notificationsPlugin } from './notifications.ts';
import { outputPlugin } from './output.ts';
import { runningPlugin } from './running.ts';
import { searchPlugin } from './search.ts';
import { speakCellPlugin } from './speak-cell.ts';
import { statusPlugin } from './status.ts';
import { studioPlugin } from './studio.ts';

export default [
  instancePlugin,
  studioPlugin,
  searchPlugin,
  statusPlugin,
  runningPlugin,
  notificationsPlugin,
  outputPlugin,
  speakCellPlugin,
  insertCellPlugin
];
