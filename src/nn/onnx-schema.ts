/**
 * Field numbers of the parts of the ONNX file that starsift writes and reads, from the ONNX
 * specification (onnx.proto3, IR version 8). The wire format itself is @bufbuild/protobuf's.
 */

export const MODEL = {
  irVersion: 1,
  producerName: 2,
  producerVersion: 3,
  graph: 7,
  opsetImport: 8,
  metadataProps: 14,
} as const

export const OPSET = { domain: 1, version: 2 } as const

/** StringStringEntryProto. */
export const ENTRY = { key: 1, value: 2 } as const

export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const

export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const

export const ATTRIBUTE = { name: 1, f: 2, i: 3, s: 4, g: 6, floats: 7, ints: 8, type: 20 } as const

export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7 } as const

export const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const

export const DATA_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const

export const VALUE_INFO = { name: 1, type: 2 } as const

export const TYPE = { tensorType: 1, sequenceType: 4 } as const

export const SEQUENCE_TYPE = { elemType: 1 } as const

export const TENSOR_TYPE = { elemType: 1, shape: 2 } as const

export const TENSOR_SHAPE = { dim: 1 } as const

export const DIMENSION = { dimValue: 1, dimParam: 2 } as const

/**
 * Versions of the operator sets by domain: ONNX's own (in ONNX Runtime since 1.12, 2022), and the
 * runtime's.
 */
export const OPSET_VERSIONS = { '': 17, 'com.microsoft': 1 } as const

/** Whose operator it is: ONNX's own (the empty text), or ONNX Runtime's. */
export type Domain = keyof typeof OPSET_VERSIONS

export const IR_VERSION = 8
