import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentDisposition } from './content-disposition.js'

test.each([
  ['sunset.mp4', 'attachment; filename="sunset.mp4"'],
  ['a dog.mp4', 'attachment; filename="a dog.mp4"'],
  ['a\r\nSet-Cookie: a=b.mp4', 'attachment; filename="aSet-Cookie_ a=b.mp4"'],
  ['"; filename=evil.exe', 'attachment; filename="_; filename=evil.exe"'],
  ['../../etc/passwd', 'attachment; filename="_.._etc_passwd"'],
  ['C:\\evil.mp4', 'attachment; filename="C__evil.mp4"'],
  ['100%41.mp4', 'attachment; filename="100_41.mp4"; filename*=UTF-8\'\'100%2541.mp4'],
  ['Hündin.mp4', 'attachment; filename="H_ndin.mp4"; filename*=UTF-8\'\'H%C3%BCndin.mp4'],
  [
    "'🐶' (1).mp4",
    "attachment; filename=\"'__' (1).mp4\"; filename*=UTF-8''%27%F0%9F%90%B6%27%20%281%29.mp4",
  ],
  ['evil\u202e4pm.exe', 'attachment; filename="evil4pm.exe"'],
  ['\ud800', 'attachment; filename="video.mp4"'],
  ['', 'attachment; filename="video.mp4"'],
  [' .. ', 'attachment; filename="video.mp4"'],
])('%j is saved as %s', (name, header) => {
  expect(contentDisposition('attachment', name)).toBe(header)
})

test('whatever the name is, it is one header of one value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (name) => {
      const header = contentDisposition('inline', name)
      expect(header).toMatch(
        /^inline; filename="[^"\\/\p{C}]{1,200}"(; filename\*=UTF-8''[\w%.!~&+$^`#-]+)?$/u,
      )
      expect(new Headers({ 'Content-Disposition': header }).get('Content-Disposition')).toBe(header)
    }),
  )
})
