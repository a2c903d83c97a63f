/**
 * What is needed of a video model of the AI SDK 7, as its packages make them: `VideoModelV4` of `@ai-sdk/provider`, of
 * which only the two calls that leave a job behind are used.
 */
export interface AiSdkVideoModel {
  readonly specificationVersion: string
  /** Such as `replicate.video`. */
  readonly provider: string
  readonly modelId: string
  doStart?(options: AiSdkStartOptions): PromiseLike<AiSdkStarted>
  doStatus?(options: AiSdkStatusOptions): PromiseLike<AiSdkStatus>
}

/** A model that can be asked about its jobs later. */
export type StartableModel = AiSdkVideoModel & Required<Pick<AiSdkVideoModel, 'doStart' | 'doStatus'>>

export interface AiSdkStartOptions {
  prompt: string | undefined
  n: number
  aspectRatio: `${number}:${number}` | 'adaptive' | undefined
  resolution: `${number}x${number}` | undefined
  duration: number | undefined
  fps: number | undefined
  seed: number | undefined
  image: AiSdkFile | undefined
  frameImages: { image: AiSdkFile; frameType: 'first_frame' | 'last_frame' }[] | undefined
  inputReferences: AiSdkFile[] | undefined
  generateAudio: boolean | undefined
  providerOptions: Record<string, Record<string, unknown>>
  headers?: Record<string, string | undefined>
  abortSignal?: AbortSignal
  webhookUrl?: string
}

export type AiSdkFile =
  | { type: 'url'; url: string; mediaType?: string }
  | { type: 'file'; data: string | Uint8Array; mediaType: string }

export interface AiSdkStarted {
  /** Names the job: any JSON value. */
  operation: unknown
  warnings: readonly AiSdkWarning[]
}

/** What a model did not do as asked. */
export interface AiSdkWarning {
  type: string
  feature?: string
  details?: string | undefined
  message?: string
}

export interface AiSdkStatusOptions {
  operation: unknown
  abortSignal?: AbortSignal
}

export interface AiSdkStatus {
  /** `pending`, `completed` or `error`. */
  status: string
  videos?: readonly AiSdkVideo[]
  error?: string
  providerMetadata?: unknown
  response?: { headers?: Record<string, string> | undefined }
}

export interface AiSdkVideo {
  /** `url`, `base64`, `binary` or `uploaded`. */
  type: string
  url?: string
  data?: string | Uint8Array
  mediaType: string
}
