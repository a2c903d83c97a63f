export type * from './chat/message-part.js'
export { type AiSdkVideoTool, toAiSdkTools } from './chat/to-ai-sdk-tools.js'
export {
  type AnthropicBlock,
  type AnthropicToolDefinition,
  type AnthropicToolResult,
  type AnthropicTools,
  toAnthropicTools,
} from './chat/to-anthropic-tools.js'
export {
  type OpenaiCallOutput,
  type OpenaiOutputItem,
  type OpenaiResponsesToolDefinition,
  type OpenaiResponsesTools,
  type OpenaiToolCall,
  type OpenaiToolDefinition,
  type OpenaiToolMessage,
  type OpenaiTools,
  toOpenaiResponsesTools,
  toOpenaiTools,
} from './chat/to-openai-tools.js'
export { type TanstackVideoTool, toTanstackTools } from './chat/to-tanstack-tools.js'
export type { ConversationLimits } from './chat/tools/conversation-budget.js'
export { forModel } from './chat/tools/message-parts.js'
export type { RunOptions as RunToolOptions, ToolParameters } from './chat/tools/run-calls.js'
export type { VideoTool, VideoToolCall, VideoToolName } from './chat/tools/video-tool.js'
export { type VideoTools, videoTools } from './chat/tools/video-tools.js'
export type { VideoToolsOptions } from './chat/tools/video-tools-options.js'
export {
  type VideoActionPair,
  type VideoActionPart,
  type VideoActionResult,
  type VideoActions,
  type VideoActionsOptions,
  videoActions,
} from './chat/video-actions.js'
export {
  type AdapterChoice,
  type VideoClient,
  type VideoClientAnswer,
  videoClient,
} from './chat/video-client.js'
export { videoInstructions } from './chat/video-instructions.js'
