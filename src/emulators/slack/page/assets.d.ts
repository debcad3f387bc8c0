/** Bundled as bytes: `import x from "….woff2" with { type: "bytes" }`. */
declare module "*.woff2" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
declare module "*.css";
