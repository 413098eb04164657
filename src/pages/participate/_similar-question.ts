/** What a query asks to be compared: a title that says something, a place, a county of the city. */
export function readSimilarQuestion(query: URLSearchParams, counties: ReadonlyMap<string, string>) {
  const asked = (name: string, most: number) => (query.get(name) ?? '').trim().slice(0, most)
  const [title, place, county] = [asked('title', 120), asked('place', 240), asked('county', 10)]
  if (title.length < 4) return undefined
  return { title, place, county: counties.has(county) ? county : undefined }
}
