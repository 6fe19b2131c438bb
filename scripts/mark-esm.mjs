// Node reads lib/ as CommonJS unless a package.json says otherwise; the rooms that Node may import say so.
import { existsSync, writeFileSync } from 'node:fs';

for (const room of ['client', 'contract', 'dialogue']) {
  if (existsSync(`lib/${room}`)) {
    writeFileSync(`lib/${room}/package.json`, '{"type":"module","sideEffects":false}\n');
  }
}
