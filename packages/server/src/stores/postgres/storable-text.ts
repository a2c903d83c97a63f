// PostgreSQL's text holds no NUL and no half of a surrogate pair, and a key or an id from outside may: JSON's escapes
// stand in for them. Two texts never become the same one.

export const toText = (value: string): string => JSON.stringify(value).slice(1, -1)

export const fromText = (text: string): string => JSON.parse(`"${text}"`)
