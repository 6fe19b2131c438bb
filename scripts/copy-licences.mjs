// The Python package can only hold licences that lie inside its folder; the originals are at the root.
import { copyFileSync } from 'node:fs';
import { at } from './setup/place.mjs';

for (const name of ['LICENSE', 'THIRD_PARTY.md']) {
  copyFileSync(at(name), at('python_shim', name));
}
