/** The address of a script that is bundled as a worker. */
declare module '*?worker&url' {
  const url: string
  export default url
}
