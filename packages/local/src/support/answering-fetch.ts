/** A `fetch` that answers each request with the next of these, a number being a status, and keeps what it was asked. */
export function answeringFetch(...answers: (object | number | Error)[]) {
  const asked: Request[] = []
  const send: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init))
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return typeof answer === 'number' ? Response.json({}, { status: answer }) : Response.json(answer)
  }
  return { asked, send }
}
