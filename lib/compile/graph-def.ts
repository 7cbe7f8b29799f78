import type { Constant, Graph, Operation, Value } from './graph';
import { ATTRIBUTE, type Attribute } from './native';
import { Message } from './protobuf';

/** A graph in TensorFlow's own form, as the add-on's registerFunction takes it. */
export interface GraphDef {
  /** A serialized tensorflow.GraphDef. */
  bytes: Uint8Array;
  inputs: string[];
  outputs: string[];
  controlOutputs: string[];
}

/**
 * Field numbers are those of tensorflow/core/framework: graph.proto, node_def.proto,
 * attr_value.proto, tensor.proto, tensor_shape.proto and types.proto.
 */
const GRAPH = { node: 1, versions: 4 };
const NODE = { name: 1, op: 2, input: 3, attr: 5 };
const ATTR = { list: 1, s: 2, i: 3, f: 4, b: 5, type: 6, shape: 7, tensor: 8, function: 10 };
const LIST = { s: 2, i: 3, f: 4, b: 5, type: 6, shape: 7, function: 9 };
const TENSOR = { dtype: 1, shape: 2, content: 4, strings: 8 };

/** The version of graphs that TensorFlow 2.21 writes (core/public/version.h). */
const PRODUCER = 2474;

/** Attributes that an operation called by itself infers from an input, and a graph wants. */
const INFERRED: Record<string, { attribute: string; input: number }> = {
  ExpandDims: { attribute: 'T', input: 0 },
};

/** Writes a graph down as a GraphDef. */
export function encodeGraph(graph: Graph): GraphDef {
  const message = new Message();
  const places = new Map<number, { place: string; value: Value }>();
  const inputs = graph.inputs.map((value, i) => {
    places.set(value.id, { place: `input${i}:0`, value });
    message.field(GRAPH.node, placeholder(`input${i}`, value));
    return `input${i}:0`;
  });
  graph.constants.forEach((constant, i) => {
    places.set(constant.id, { place: `constant${i}:0`, value: constant });
    message.field(GRAPH.node, constantNode(`constant${i}`, constant));
  });
  const find = (id: number) => places.get(id) as { place: string; value: Value };
  let lastEffect: string | undefined;
  graph.operations.forEach((operation, i) => {
    const name = `operation${i}`;
    const read = operation.inputs.map((id) => find(id).place);
    // What has no outputs is done for its effect: each after the one before, and always.
    if (operation.outputs.length === 0) {
      if (lastEffect) read.push(`^${lastEffect}`);
      lastEffect = name;
    }
    const types = inferred(operation, (id) => find(id).value.dtype);
    message.field(
      GRAPH.node,
      node(name, operation.name, read, [...operation.attributes, ...types]),
    );
    operation.outputs.forEach((value, j) => {
      places.set(value.id, { place: `${name}:${j}`, value });
    });
  });
  const outputs = graph.outputs.map((id, i) => {
    // An output of its own for each, as one tensor may be given twice or be an input.
    const { place, value } = find(id);
    message.field(GRAPH.node, node(`output${i}`, 'Identity', [place], [type('T', value.dtype)]));
    return `output${i}:0`;
  });
  message.field(GRAPH.versions, new Message().varint(1, PRODUCER));
  return {
    bytes: message.bytes(),
    inputs,
    outputs,
    controlOutputs: lastEffect ? [lastEffect] : [],
  };
}

function inferred({ name, attributes, inputs }: Operation, dtypeOf: (id: number) => number) {
  const rule = INFERRED[name];
  if (!rule || attributes.some((each) => each.name === rule.attribute)) return [];
  return [type(rule.attribute, dtypeOf(inputs[rule.input]))];
}

function type(name: string, value: number): Attribute {
  return { name, type: ATTRIBUTE.type, value };
}

function placeholder(name: string, { dtype, shape }: Value): Message {
  const shapes = new Message().field(LIST.shape, shapeMessage(shape));
  return node(name, 'Placeholder', [], [type('dtype', dtype)])
    .field(NODE.attr, entry('shape', new Message().field(ATTR.shape, shapeMessage(shape))))
    .field(NODE.attr, entry('_output_shapes', new Message().field(ATTR.list, shapes)));
}

function constantNode(name: string, { dtype, shape, values }: Constant): Message {
  const tensor = new Message().varint(TENSOR.dtype, dtype);
  tensor.field(TENSOR.shape, shapeMessage(shape));
  if (Array.isArray(values)) {
    for (const bytes of values) tensor.field(TENSOR.strings, bytes);
  } else {
    const { buffer, byteOffset, byteLength } = values;
    tensor.field(TENSOR.content, new Uint8Array(buffer, byteOffset, byteLength));
  }
  return node(name, 'Const', [], [type('dtype', dtype)]).field(
    NODE.attr,
    entry('value', new Message().field(ATTR.tensor, tensor)),
  );
}

function node(name: string, op: string, inputs: string[], attributes: Attribute[]): Message {
  const message = new Message().field(NODE.name, name).field(NODE.op, op);
  for (const input of inputs) message.field(NODE.input, input);
  for (const attribute of attributes) {
    message.field(NODE.attr, entry(attribute.name, attributeValue(attribute)));
  }
  return message;
}

function entry(key: string, value: Message): Message {
  return new Message().field(1, key).field(2, value);
}

function attributeValue({ name, type, value }: Attribute): Message {
  if (Array.isArray(value) && type !== ATTRIBUTE.shape) {
    const list = new Message();
    for (const item of value) append(list, LIST, name, type, item);
    return new Message().field(ATTR.list, list);
  }
  return append(new Message(), ATTR, name, type, value);
}

/** Adds a value to an attribute, or to its list: the field's number is looked up in `fields`. */
function append(
  message: Message,
  fields: typeof LIST,
  name: string,
  type: number,
  value: unknown,
): Message {
  switch (type) {
    case ATTRIBUTE.string:
      return message.field(fields.s, value as string);
    case ATTRIBUTE.int:
      return message.varint(fields.i, value as number);
    case ATTRIBUTE.float:
      return message.float(fields.f, value as number);
    case ATTRIBUTE.bool:
      return message.varint(fields.b, value as boolean);
    case ATTRIBUTE.type:
      return message.varint(fields.type, value as number);
    case ATTRIBUTE.shape:
      return message.field(fields.shape, shapeMessage(value as number[]));
    case ATTRIBUTE.function:
      return message.field(fields.function, new Message().field(1, value as string));
    default:
      throw new Error(`compile: attribute ${name} is of type ${type}, which has no name here`);
  }
}

function shapeMessage(shape: number[]): Message {
  const message = new Message();
  for (const size of shape) message.field(2, new Message().varint(1, size));
  return message;
}
