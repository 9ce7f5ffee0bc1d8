/** Where the two parts come together: level and mute of each, a small room, a limiter, the way out. */
const PLACES = {
  player: {pan: -0.22, brightnessDb: 0, room: 0.25},
  partner: {pan: 0.22, brightnessDb: -4, room: 0.4},
};

export class Mixer {
  #context;
  #buses = {};
  #master;
  #analyser;
  #samples;
  #peak = 0;

  /** @param settings as of apply */
  constructor(context, settings) {
    this.#context = context;
    this.#master = new GainNode(context, {gain: gainOf(settings.volume)});
    const limiter = new DynamicsCompressorNode(context, {threshold: -14, ratio: 6, attack: 0.004, release: 0.2});
    this.#analyser = new AnalyserNode(context, {fftSize: 4096});
    this.#samples = new Float32Array(this.#analyser.fftSize);
    // what the limiter is too slow for is rounded off
    const half = new GainNode(context, {gain: 0.5});
    const round = new WaveShaperNode(context, {curve: roundedCurve(), oversample: '2x'});
    this.#master.connect(limiter).connect(half).connect(round).connect(this.#analyser).connect(context.destination);
    const room = new ConvolverNode(context, {buffer: roomResponse(context)});
    room.connect(new GainNode(context, {gain: 0.35})).connect(this.#master);
    for (const [part, place] of Object.entries(PLACES)) {
      const bus = new GainNode(context, {gain: busGain(settings.parts[part])});
      const tone = new BiquadFilterNode(context, {type: 'highshelf', frequency: 3000, gain: place.brightnessDb});
      const pan = new StereoPannerNode(context, {pan: place.pan});
      bus.connect(tone).connect(pan).connect(this.#master);
      pan.connect(new GainNode(context, {gain: place.room})).connect(room);
      this.#buses[part] = bus;
    }
  }

  /** Where the voices of a part go in. */
  bus(part) {
    return this.#buses[part];
  }

  /** @param settings {volume, parts: {player: {level, muted}, partner: {level, muted}}}, volume and levels 0 to 1 */
  apply({volume, parts}) {
    this.#glide(this.#master, gainOf(volume));
    for (const [part, settings] of Object.entries(parts)) {
      this.#glide(this.#buses[part], busGain(settings));
    }
  }

  /** Looks at what has just sounded; often enough that nothing is missed. The highest peak so far. */
  listen() {
    this.#peak = Math.max(this.#peak, this.level());
    return this.#peak;
  }

  /** The peak of the last 4096 samples. */
  level() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let peak = 0;
    for (const sample of this.#samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  /** A jump would click. */
  #glide(node, gain) {
    node.gain.setTargetAtTime(gain, this.#context.currentTime, 0.01);
  }
}

function busGain({level, muted}) {
  return muted ? 0 : gainOf(level);
}

/** The ear hears the squares of even steps as even steps. */
function gainOf(position) {
  return position ** 2;
}

/** Up to twice full scale in, less than full scale out, and as it was when soft. */
function roundedCurve() {
  return Float32Array.from({length: 1025}, (_, i) => 0.92 * Math.tanh((2 * (i - 512)) / 512 / 0.92));
}

/** A small room: noise that dies away. */
function roomResponse(context) {
  const length = Math.round(context.sampleRate * 1.3);
  const buffer = new AudioBuffer({numberOfChannels: 2, length, sampleRate: context.sampleRate});
  for (let channel = 0; channel < 2; channel++) {
    const data = buffer.getChannelData(channel);
    let smooth = 0;
    for (let i = 0; i < length; i++) {
      smooth += (Math.random() * 2 - 1 - smooth) * 0.45;
      data[i] = smooth * Math.exp((-6 * i) / length);
    }
  }
  return buffer;
}
