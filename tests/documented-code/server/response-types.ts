// The response types, as documented. Exported for the test that compares ours.

export interface VideoJobResult {
  jobId: string // Unique job identifier for polling
  model: string // Model used for generation
}

export interface VideoStatusResult {
  jobId: string
  status: 'pending' | 'processing' | 'completed' | 'failed'
  progress?: number // 0-100, if available
  error?: string // Error message if failed
}

export interface VideoUrlResult {
  jobId: string
  url: string // URL to download/stream the video
  expiresAt?: Date // When the URL expires
}
