/**
 * A figure as a Vega-Lite specification. Vega's own type is not used: it needs the types of a
 * browser, which a program for Node does not have.
 */
export interface FigureSpec {
  readonly [part: string]: unknown
}
