import "./styles.css";
import interLatinItalic from "@fontsource-variable/inter/files/inter-latin-wght-italic.woff2" with { type: "bytes" };
import interLatin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2" with { type: "bytes" };
import { render } from "preact";
import { App } from "./components/app.tsx";
import { applyTheme, savedTheme } from "./state/theme.ts";

// The typeface comes with the page: nothing is fetched from elsewhere, and it looks the same on every machine.
for (const [bytes, style] of [
  [interLatin, "normal"],
  [interLatinItalic, "italic"],
] as const) {
  document.fonts.add(new FontFace("Inter Variable", bytes, { style, weight: "100 900" }));
}

applyTheme(savedTheme());
const root = document.getElementById("page");
if (root !== null) render(<App />, root);
