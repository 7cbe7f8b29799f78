export { Adagrad, type AdagradOptions } from './adagrad';
export { Adam, type AdamOptions, AdamW } from './adam';
export { type Batch, batchSize, batchTensors } from './batch';
export type { Mode } from './best';
export { breathe } from './breathe';
export type { Callback, TrainingRun } from './callback';
export { loadCheckpointWeights } from './checkpoint';
export { clipGradNorm, clipGradValue } from './clipping';
export { collate, type Example, type PadOptions, padSequences } from './collate';
export { DataLoader, type DataLoaderOptions, type LoaderState, type Stream } from './data-loader';
export { type Dataset, TensorDataset } from './dataset';
export { EarlyStopping, type EarlyStoppingOptions } from './early-stopping';
export { EventLog, type EventLogOptions } from './event-log';
export { type EpochRecord, History, type StepRecord } from './history';
export { findLearningRate, type LearningRateOptions, LearningRateSearch } from './lr-finder';
export { ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint';
export { NonFiniteError } from './non-finite';
export {
  type Gradients,
  type Hyperparameters,
  Optimizer,
  type OptimizerState,
  type Trained,
} from './optimizer';
export type { ParameterGroup } from './parameter-group';
export { type PlateauOptions, ReduceLROnPlateau } from './plateau';
export { RMSprop, type RMSpropOptions } from './rmsprop';
export { CountedSchedule, type Schedule, type ScheduleState } from './schedule';
export {
  CosineLR,
  type CosineOptions,
  InverseSqrtLR,
  OneCycleLR,
  type OneCycleOptions,
  StepLR,
} from './schedules';
export { SGD, type SGDOptions } from './sgd';
export type { Batches, OptimizerConfig, StepOutput, Trainable } from './trainable';
export { type FitOptions, type RunOptions, Trainer, type TrainerOptions } from './trainer';
