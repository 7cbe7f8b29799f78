/** Products of matrices and convolutions: TensorFlow's own kernels for large ones are better. */
export const PRODUCTS = new Set([
  'BatchMatMulV2',
  'MatMul',
  'Conv2D',
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNative',
]);

/** Operations that only give a tensor another shape: they cost nothing where they are. */
export const VIEWS = new Set(['Reshape', 'ExpandDims', 'Squeeze', 'Identity']);

/** Rows picked and added by index: loops of one element at a time under XLA on a CPU. */
export const INDEXED = new Set([
  'GatherV2',
  'GatherNd',
  'ScatterNd',
  'TensorScatterUpdate',
  'UnsortedSegmentSum',
]);

/**
 * The other operations that XLA compiles. Not in it: those whose shapes depend on values
 * (Where, UniqueV2), text, and the stateless random ones, for which XLA draws other numbers.
 */
export const FUSED = new Set(
  `Abs Acos Acosh Add AddN AddV2 All Any ArgMax ArgMin Asin Asinh Atan Atan2 Atanh BiasAdd
  BiasAddGrad BroadcastTo Cast Ceil ConcatV2 Cos Cosh Cumprod Cumsum Diag Div DivNoNan Elu EluGrad
  Equal Erf Exp Expm1 Fill Floor FloorDiv FloorMod Greater GreaterEqual IsFinite IsInf IsNan
  LeakyRelu Less LessEqual LinSpace Log Log1p LogicalAnd LogicalNot LogicalOr Max Maximum Mean Min
  Minimum MirrorPad Mul Neg NotEqual OneHot OnesLike Pack PadV2 Pow Prod Range RealDiv Reciprocal
  Relu Relu6 ReverseV2 Round Rsqrt RsqrtGrad Select SelectV2 Selu Sigmoid SigmoidGrad Sign Sin Sinh
  Slice Softmax Softplus SparseSoftmaxCrossEntropyWithLogits SplitV Sqrt Square SquaredDifference
  StridedSlice Sub Sum Tan Tanh TanhGrad Tile Transpose Unpack ZerosLike`.split(/\s+/),
);
