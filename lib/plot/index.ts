export { type AnimateOptions, animate, type Scene } from './animate';
export { type BarOptions, barPlot } from './bars';
export {
  type LineOptions,
  type LossHistory,
  type LossOptions,
  linePlot,
  lossCurves,
  rocPlot,
} from './curves';
export { Figure, type FigureFrame, type FigureLike, figureBundle, show } from './figure';
export { type GraphNode, graphPlot } from './graph';
export { type ImageGridOptions, imageGrid } from './images';
export { learningRatePlot } from './learning-rate';
export { LiveFigure, type LiveOptions, live } from './live';
export { LivePlot } from './live-plot';
export { logAxis } from './log-axis';
export {
  type ConfusionOptions,
  confusionMatrixPlot,
  type HeatmapOptions,
  heatmap,
} from './matrices';
export { type OutlineOptions, outlinePlot } from './outlines';
export { type PathOptions, pathPlot } from './paths';
export { colorPicture, Picture } from './picture';
export { principalComponents, type UmapOptions, umap } from './project';
export {
  type Box,
  boxAround,
  decisionRegions,
  type Line,
  type PredictPoints,
  type RegionOptions,
} from './regions';
export {
  type Scatter3dOptions,
  type ScatterOptions,
  scatterPlot,
  scatterPlot3d,
} from './scatter';
export { colorOf, type FigureOptions, houseLayout, INK, PALETTE, symbolOf } from './style';
export { type TokenOptions, tokenPlot } from './tokens';
export { type TrainingCurveOptions, trainingCurves } from './training';
