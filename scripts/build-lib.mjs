// npm run build:lib [-- folder]: makes of lib/ a package that any project can install, in
// build/package/ unless a folder is named: ES modules, types, one export per room.

import path from 'node:path';
import { buildPackage } from './package/build.mjs';
import { command } from './setup/command.mjs';
import { place } from './setup/place.mjs';

await command(() => {
  const target = path.resolve(process.argv[2] ?? path.join(place.root, 'build', 'package'));
  const { rooms, dependencies } = buildPackage(place.root, target);
  console.log(`${path.relative(process.cwd(), target)}: ${rooms.join(', ')}`);
  console.log(`It depends on ${Object.keys(dependencies).join(', ')}.`);
});
