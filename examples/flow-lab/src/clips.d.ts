// Made by `clips.ts` when the page is built; the default export is the video's address.
declare module '#clips/*' {
  const url: string
  export default url
}
