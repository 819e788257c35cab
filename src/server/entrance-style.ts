/** How the entrance looks: as the page, whose own sheet nobody gets before entering. */
export const ENTRANCE_STYLE = `:root {
  color-scheme: light dark;
  font: 16px / 1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  background: light-dark(#f7f7f5, #101215);
  color: light-dark(#1b1e23, #e7e9ec);
}
main {
  max-width: 26rem;
  margin: 12vh auto 2rem;
  padding: 1.5rem;
  border: 1px solid light-dark(#d3d6da, #31363e);
  border-radius: 10px;
  background: light-dark(#ffffff, #181b20);
}
h1 { margin: 0; font-size: 1.4rem; }
p { margin: 0.8rem 0 0; }
.soft { color: light-dark(#565c66, #a3aab5); }
[role="alert"] { color: light-dark(#a3151f, #ffb3b0); }
input, button {
  box-sizing: border-box;
  width: 100%;
  min-height: 2.75rem;
  padding: 0 0.7rem;
  border: 1px solid light-dark(#7f868f, #7b838e);
  border-radius: 6px;
  background: light-dark(#ffffff, #101215);
  color: inherit;
  font: inherit;
}
button {
  border-color: transparent;
  background: light-dark(#4f3cc9, #b3a6ff);
  color: light-dark(#ffffff, #16122f);
  font-weight: 600;
  cursor: pointer;
}
:focus-visible { outline: 2px solid light-dark(#4f3cc9, #b3a6ff); outline-offset: 2px; }
@media (max-width: 30rem) { main { margin: 1rem; } }
`
