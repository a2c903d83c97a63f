import { createCanvas } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { drawMoment } from './fixtures/pictures.js'
import { PLACES } from './places/places.js'
import { readPrompt } from './read-prompt.js'
import { MOTIF_IDS } from './subjects/motifs.js'
import { SUBJECTS } from './subjects/subjects.js'
import {
  COLOR_WORDS,
  COUNT_WORDS,
  DIRECTION_WORDS,
  LIGHT_WORDS,
  PLACE_WORDS,
  type PlaceId,
  SUBJECT_WORDS,
  type SubjectId,
  WEATHER_WORDS,
} from './vocabulary.js'

const size = (table: object) => Object.keys(table).length
const subjects = Object.keys(SUBJECT_WORDS) as SubjectId[]
const places = Object.keys(PLACE_WORDS) as PlaceId[]

test('the vocabulary is wide', () => {
  expect(size(SUBJECT_WORDS)).toBeGreaterThanOrEqual(60)
  expect(size(PLACE_WORDS)).toBeGreaterThanOrEqual(19)
  expect(size(WEATHER_WORDS) + size(LIGHT_WORDS)).toBeGreaterThanOrEqual(12)
  expect(size(COLOR_WORDS)).toBeGreaterThanOrEqual(13)
  expect(size(DIRECTION_WORDS)).toBeGreaterThanOrEqual(8)
  expect(size(COUNT_WORDS)).toBeGreaterThanOrEqual(5)
  expect(MOTIF_IDS.length).toBeGreaterThanOrEqual(5)
})

test('every word is in lower case and in one entry of its table only', () => {
  for (const table of [SUBJECT_WORDS, PLACE_WORDS, LIGHT_WORDS, COLOR_WORDS, COUNT_WORDS]) {
    const words = Object.values<string>(table).flatMap((entry) => entry.split('|'))
    expect(words).toEqual(words.map((word) => word.toLowerCase().trim()))
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
  }
})

test.each(subjects)('%s is drawn, and moves', (id) => {
  const paint = { main: '#cc5544', light: '#ee7766', shade: '#883322', dark: '#222222', accent: '#eecc88' }
  const figure = SUBJECTS[id]
  const at = (t: number) => {
    const context = createCanvas(160, 160).getContext('2d')
    context.translate(80, figure.habitat === 'flies' || figure.habitat === 'swims' ? 80 : 150)
    context.scale(0.7, 0.7)
    const pose = { t, stride: figure.habitat === 'rooted' ? 0 : 0.6, seated: false }
    figure.draw(context, pose, { ...paint, night: false, variety: 0.4, lit: (color) => color })
    return context.getImageData(0, 0, 160, 160).data
  }
  const now = at(1)
  expect(now.filter((value, index) => index % 4 === 3 && value > 0).length).toBeGreaterThan(500)
  expect(at(1.4)).not.toEqual(now)
})

test.each(places)('%s is drawn', (id) => {
  const phrase = PLACE_WORDS[id].split('|')[0] ?? ''
  expect(readPrompt(`a cat, ${phrase}`, 1).place).toBe(id)
  expect(PLACES[id].layers.length).toBeGreaterThan(0)
  const { rgb } = drawMoment(`a cat, ${phrase}`, 1, { width: 96, height: 54 })
  expect(new Set(rgb).size).toBeGreaterThan(60)
})
