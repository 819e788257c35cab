/** The frame of the page: which view is shown. */
export function App() {
  return <p>starsift</p>
}
