/**
 * A grand piano: samples a tritone apart in two layers, a soft one and a loud one. Each sounds up to
 * three semitones away; between the layers and beyond them a shelf makes a note brighter or darker.
 * Where the samples come from is said in piano/README.md.
 */
const LOWEST = 21;
const HIGHEST = 105;
const STEP = 6;

/** The layers by the velocity that was played. */
const SOFT = 45;
const LOUD = 92;
const SPLIT = 66;

/** How much brighter a string sounds for each step of velocity, above this frequency; measured on the recording. */
const BRIGHTER_DB = 0.2;
const BRIGHT_HZ = 2500;

/** The strings above this pitch have no dampers. */
const HIGHEST_DAMPED = 88;

const AT_ONCE = 3;
const PATIENCE_MS = 10_000;

export class SampledPiano {
  #layers = new Map();
  #loading = null;

  /** Whether it can sound; the soft layer may still be missing. */
  get ready() {
    return this.#layers.has(LOUD);
  }

  /** Fetches what is missing, once; resolves, whether that could be had or not. A failure may be tried again after some seconds. */
  load(context) {
    this.#loading ??= this.#load(context).catch(() => {
      setTimeout(() => (this.#loading = null), PATIENCE_MS);
    });
    return this.#loading;
  }

  async #load(context) {
    for (const layer of [LOUD, SOFT]) {
      if (!this.#layers.has(layer)) {
        this.#layers.set(layer, await fetchLayer(context, layer));
      }
    }
  }

  /** @param force above 0, up to 1 */
  strike(context, bus, pitch, force, at) {
    const velocity = force * 127;
    const layer = velocity < SPLIT && this.#layers.has(SOFT) ? SOFT : LOUD;
    const nearest = LOWEST + STEP * Math.round((pitch - LOWEST) / STEP);
    const sampled = Math.max(LOWEST, Math.min(HIGHEST, nearest));
    const {buffer, onsetS} = this.#layers.get(layer).get(sampled);
    const string = new AudioBufferSourceNode(context, {buffer, playbackRate: 2 ** ((pitch - sampled) / 12)});
    const shelf = new BiquadFilterNode(context, {
      type: 'highshelf', frequency: BRIGHT_HZ, gain: (velocity - layer) * BRIGHTER_DB,
    });
    const out = new GainNode(context, {gain: force ** 1.2});
    string.start(at, onsetS);
    string.connect(shelf).connect(out).connect(bus);
    return {out, sources: [string], releaseS: pitch > HIGHEST_DAMPED ? 0.4 : 0.14 - 0.0008 * pitch};
  }
}

/** A few at a time, so that nothing else has to wait long. */
async function fetchLayer(context, layer) {
  const samples = new Map();
  const pitches = [];
  for (let pitch = LOWEST; pitch <= HIGHEST; pitch += STEP) {
    pitches.push(pitch);
  }
  const fetchers = Array.from({length: AT_ONCE}, async () => {
    for (let pitch = pitches.pop(); pitch !== undefined; pitch = pitches.pop()) {
      samples.set(pitch, await fetchSample(context, `piano/${pitch}-${layer}.mp3`));
    }
  });
  await Promise.all(fetchers);
  return samples;
}

async function fetchSample(context, path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  const buffer = await context.decodeAudioData(await response.arrayBuffer());
  return {buffer, onsetS: onset(buffer)};
}

/** Some decoders leave silence before the first sound: where it ends, in seconds. */
function onset(buffer) {
  const data = buffer.getChannelData(0).subarray(0, Math.round(buffer.sampleRate * 0.2));
  const threshold = 0.02 * data.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  const first = data.findIndex((sample) => Math.abs(sample) > threshold);
  return Math.max(0, first / buffer.sampleRate - 0.002);
}
