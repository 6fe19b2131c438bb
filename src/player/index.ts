export { Clip } from './clip.ts';
export { Player, type ITransportFactory } from './player.ts';
export { type IAudioSource, type IPlayback, type ITransport } from './source.ts';
export { firstSegment_s, sampleRate, segment_s, segmentAt, segmentStart } from './timeline.ts';
