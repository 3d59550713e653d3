/** What a demo track is. Knows nothing of how one is made or written. */

/** What is known of a track because it was made that way: an answer to hold an analysis against. */
export interface DemoTruth {
  /** As a musician writes it: `Am`, `F`. Absent where there is no key. */
  readonly key?: string;
  /** Absent where there is no beat. */
  readonly bpm?: number;
  readonly kind: 'dub-techno' | 'drone' | 'percussion' | 'pad' | 'field-recording';
}

export interface DemoTrack {
  /** Below the library folder, with `/` between the parts. */
  readonly fileName: string;
  readonly sampleRateHz: number;
  readonly bitDepth: 16 | 24;
  readonly container: 'wav' | 'aiff';
  readonly truth: DemoTruth;
  /** Makes the audio: channel planes of equal length. The same samples at each call; the caller owns them. */
  render(): Float32Array[];
}
