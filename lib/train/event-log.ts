import * as tf from '@tensorflow/tfjs';
import { encodePng } from '../files';
import { formatShape, summary } from '../nn';
import type { Callback, TrainingRun } from './callback';
import { EventFile } from './event-file';
import type { EpochRecord, StepRecord } from './history';

/** The settings of an {@link EventLog}. */
export interface EventLogOptions {
  /** Histograms of all parameters after so many epochs (default 1; 0: none). */
  histogramEpochs?: number;
}

/**
 * Logs a training for TensorBoard (`tensorboard --logdir runs`): the scalars of each step
 * (`train/loss`), of validation (`val/loss`) and of each epoch, histograms of the weights, and
 * the model's summary. More can be added by hand.
 *
 * @example
 * new Trainer({ maxEpochs: 10, callbacks: [new EventLog('runs/small')] });
 */
export class EventLog implements Callback {
  private file: EventFile | undefined;

  /** @param folder the run's folder: TensorBoard shows each folder as a run */
  constructor(
    readonly folder: string,
    private readonly options: EventLogOptions = {},
  ) {}

  /** One number of a curve. */
  scalar(tag: string, value: number, step: number): void {
    this.add(step, { tag, simple_value: value });
  }

  /** How numbers are spread; those that are not finite are left out. */
  async histogram(tag: string, values: tf.Tensor | ArrayLike<number>, step: number): Promise<void> {
    const numbers = values instanceof tf.Tensor ? await values.data() : values;
    const finite = Float64Array.from(numbers as ArrayLike<number>).filter(Number.isFinite);
    if (finite.length > 0) this.add(step, { tag, histo: histogramOf(finite) });
  }

  /** Text, shown as Markdown. */
  text(tag: string, text: string, step = 0): void {
    this.add(step, {
      tag,
      tensor: {
        dtype: 7, // a string
        tensor_shape: { dim: [{ size: 1 }] },
        string_val: [Buffer.from(text)],
      },
      metadata: { plugin_data: { plugin_name: 'text' } },
    });
  }

  /**
   * A picture.
   * @param image (height, width), (height, width, 1) or (height, width, 3): 0 is black, 1 white
   */
  async image(tag: string, image: tf.Tensor, step: number): Promise<void> {
    const [height, width, channels = 1] = image.shape;
    if (image.rank < 2 || image.rank > 3 || (channels !== 1 && channels !== 3)) {
      const came = formatShape(image.shape);
      throw new Error(
        `EventLog.image: the image is ${came}, wanted (H, W), (H, W, 1) or (H, W, 3)`,
      );
    }
    const numbers = await image.data();
    const data = Uint8Array.from(numbers, (value) => Math.min(255, Math.max(0, 256 * value)));
    const png = encodePng({ width, height, channels, data });
    this.add(step, {
      tag,
      image: { height, width, colorspace: channels, encoded_image_string: png },
    });
  }

  /** Puts everything on the disk. */
  flush(): void {
    this.file?.flush();
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  onFitStart(run: TrainingRun): void {
    this.open();
    // What an earlier process logged after this step is made again: TensorBoard drops it.
    if (run.step > 0) this.file?.write({ step: run.step + 1, session_log: { status: 1 } });
    else this.text('model', `\`\`\`\n${summary(run.model)}\n\`\`\``);
  }

  onTrainStepEnd(_run: TrainingRun, { step, epoch, ...numbers }: StepRecord): void {
    for (const [name, value] of Object.entries(numbers)) {
      if (!name.startsWith('val')) this.scalar(`train/${name}`, value, step);
    }
    this.scalar('epoch', epoch, step);
  }

  onValidationEnd(run: TrainingRun, metrics: Record<string, number>): void {
    for (const [name, value] of Object.entries(metrics)) {
      this.scalar(`val/${name[3].toLowerCase()}${name.slice(4)}`, value, run.step);
    }
  }

  async onEpochEnd(run: TrainingRun, { epoch, step }: EpochRecord): Promise<void> {
    const { histogramEpochs = 1 } = this.options;
    if (histogramEpochs && epoch % histogramEpochs === 0) {
      for (const [name, parameter] of run.model.namedParameters()) {
        await this.histogram(name, parameter, step);
      }
    }
    this.flush();
  }

  onFitEnd(): void {
    this.close();
  }

  private add(step: number, value: Record<string, unknown>): void {
    this.open().write({ step, summary: { value: [value] } });
  }

  private open(): EventFile {
    this.file ??= new EventFile(this.folder);
    return this.file;
  }
}

const BUCKETS = 30;

/** Equal buckets from the smallest number to the largest. */
function histogramOf(values: Float64Array) {
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const count = min === max ? 1 : BUCKETS;
  const width = (max - min) / count;
  const bucket = new Array<number>(count).fill(0);
  for (const value of values) {
    bucket[width === 0 ? 0 : Math.min(count - 1, Math.floor((value - min) / width))]++;
  }
  return {
    min,
    max,
    num: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sum_squares: values.reduce((sum, value) => sum + value * value, 0),
    bucket_limit: bucket.map((_, i) => (i === count - 1 ? max : min + (i + 1) * width)),
    bucket,
  };
}
