// The builder gives an imported svg as its text.
declare module '*.svg' {
  const svg: string;
  export default svg;
}
