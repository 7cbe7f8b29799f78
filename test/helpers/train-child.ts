// Trains, and writes a checkpoint after every step; goes on from the last one. The test of killed
// trainings runs it: train-child.ts FOLDER. Each step's loss goes to FOLDER/losses.txt.

import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { ModelCheckpoint } from '../../lib/train';
import { inOrder, points, Quarters, quiet, shuffled } from './quarters';

async function main(folder: string): Promise<void> {
  await tf.setBackend('cpu');
  const checkpoint = new ModelCheckpoint({ folder, everySteps: 1 });
  const data = points(100, 1);
  const trainer = quiet({
    maxSteps: 60,
    callbacks: [
      {
        // Losses that a killed process had not yet saved are written again by the next.
        onTrainStepEnd: (_run, { step, loss }) =>
          appendFileSync(path.join(folder, 'losses.txt'), `${step} ${loss}\n`),
      },
      checkpoint,
    ],
  });
  const resume = existsSync(checkpoint.lastPath) ? checkpoint.lastPath : undefined;
  await trainer.fit(new Quarters(7, 'adam', 0.2), shuffled(data, 10), inOrder(data), { resume });
  appendFileSync(path.join(folder, 'losses.txt'), 'done\n');
}

main(process.argv[2]);
