/** Operations that only give a tensor another shape: they cost nothing where they are. */
export const VIEWS = new Set(['Reshape', 'ExpandDims', 'Squeeze', 'Identity']);

/**
 * The other operations that XLA compiles. Not in it: those whose shapes depend on values
 * (Where, UniqueV2), text, and the stateless random ones, for which XLA draws other numbers.
 */
const COMPILED = new Set(
  `Abs Acos Acosh Add AddN AddV2 All Any ArgMax ArgMin Asin Asinh Atan Atan2 Atanh AvgPool
  AvgPoolGrad BatchMatMulV2 BiasAdd BroadcastTo Cast Ceil ConcatV2 Conv2D Conv2DBackpropFilter
  Conv2DBackpropInput Cos Cosh Cumprod Cumsum DepthwiseConv2dNative Diag Div DivNoNan Elu EluGrad
  Equal Erf Exp Expm1 Fill Floor FloorDiv FloorMod GatherNd GatherV2 Greater GreaterEqual IsFinite
  IsInf IsNan LeakyRelu Less LessEqual LinSpace Log Log1p LogicalAnd LogicalNot LogicalOr MatMul
  Max MaxPool MaxPoolGrad Maximum Mean Min Minimum MirrorPad Mul MulNoNan Neg NotEqual OneHot
  OnesLike Pack PadV2 Pow Prod Range RealDiv Reciprocal Relu Relu6 ReluGrad ReverseV2 Round Rsqrt
  ScatterNd Select SelectV2 Selu Sigmoid SigmoidGrad Sign Sin Sinh Slice Softmax Softplus
  SparseSoftmaxCrossEntropyWithLogits SplitV Sqrt Square SquaredDifference StridedSlice Sub Sum Tan
  Tanh TanhGrad TensorScatterUpdate Tile Transpose Unpack UnsortedSegmentSum ZerosLike`.split(
    /\s+/,
  ),
);

/** Whether XLA can compile an operation of this name, with the results of TensorFlow's own. */
export function isXlaOperation(name: string): boolean {
  return COMPILED.has(name) || VIEWS.has(name);
}
