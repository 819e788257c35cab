/** The files that lie beside the page; page/shipped-files.ts puts them there and names them. */
declare module 'virtual:shipped' {
  /** A build of ONNX Runtime: its script, and the packed WebAssembly that it runs. */
  interface RuntimeFiles {
    readonly script: string
    readonly binary: string
  }

  interface NamedFile {
    readonly name: string
    readonly path: string
  }

  /** Paths from the folder of the page. */
  const shipped: {
    readonly model: NamedFile
    readonly runtimes: { readonly cpu: RuntimeFiles; readonly gpu: RuntimeFiles }
    readonly demo: readonly NamedFile[]
  }
  export default shipped
}
