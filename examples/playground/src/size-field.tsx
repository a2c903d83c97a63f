import { useState } from 'react'

const SIZES = [
  { size: '1280x720', name: 'Wide' },
  { size: '720x1280', name: 'Tall' },
  { size: '1792x1024', name: 'Wide, large' },
  { size: '1024x1792', name: 'Tall, large' },
]
const DEFAULT_CUSTOM = '640x360'

interface FieldProps {
  value: string
  onChange: (value: string) => void
}

/** `WIDTHxHEIGHT`: one of four, or any other as text. */
export function SizeField({ value, onChange }: FieldProps) {
  const [isCustom, setCustom] = useState(false)
  const choose = (size: string, custom: boolean) => {
    setCustom(custom)
    onChange(size)
  }
  return (
    <fieldset className="field">
      <legend>Size</legend>
      <div className="size-options">
        {SIZES.map(({ size, name }) => (
          <label key={size} className="option">
            <input
              type="radio"
              name="size"
              checked={!isCustom && value === size}
              onChange={() => choose(size, false)}
            />
            <FrameShape size={size} />
            <span className="option-name">{name}</span>
            <span className="option-note">{size.replace('x', '×')}</span>
          </label>
        ))}
        <label className="option">
          <input type="radio" name="size" checked={isCustom} onChange={() => choose(DEFAULT_CUSTOM, true)} />
          <FrameShape size="1x1" />
          <span className="option-name">Custom</span>
          <span className="option-note">any even</span>
        </label>
      </div>
      {isCustom && (
        <label className="inline-field">
          Width x height
          <input
            value={value}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="field-note">pixels, 64 to 1920 a side</span>
        </label>
      )}
    </fieldset>
  )
}

function FrameShape({ size }: { size: string }) {
  const [width = 1, height = 1] = size.split('x').map(Number)
  const scale = (size === '1x1' ? 14 : Math.max(width, height) > 1500 ? 22 : 17) / Math.max(width, height)
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" data-custom={size === '1x1' || undefined}>
      <rect
        x={12 - (width * scale) / 2}
        y={12 - (height * scale) / 2}
        width={width * scale}
        height={height * scale}
        rx="2.5"
      />
    </svg>
  )
}
