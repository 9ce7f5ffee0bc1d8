/**
 * Two small instruments made of oscillators: the player's, struck (frequency modulation, as an
 * electric piano), and the partner's, breathed (detuned waves through a low-pass filter).
 */
const MAX_VOICES = 40;

export class Instrument {
  #context = null;
  #buses = {};
  #master = null;
  #analyser = null;
  #samples = null;
  #voices = new Map();
  #releasing = new Set();
  #volume = 0.7;
  #muted = false;
  #peak = 0;

  /** To be called in a gesture of the user: browsers let no sound out before. */
  unlock() {
    if (!this.#context) {
      this.#build();
    }
    if (this.#context.state !== 'running') {
      this.#context.resume().catch(() => {
        // refused: the next gesture asks again
      });
    }
  }

  get running() {
    return this.#context !== null && this.#context.state === 'running';
  }

  setVolume(volume) {
    this.#volume = volume;
    this.#applyVolume();
  }

  setMuted(muted) {
    this.#muted = muted;
    this.#applyVolume();
  }

  /** @param delayMs from now; @param source voices of two sources never end each other */
  noteOn(source, part, pitch, velocity, delayMs = 0) {
    if (!this.#context) {
      return;
    }
    this.noteOff(source, part, pitch, delayMs);
    this.#makeRoom();
    const at = this.#context.currentTime + delayMs / 1000;
    const make = part === 'player' ? struck : breathed;
    const voice = make(this.#context, this.#buses[part], pitch, velocity / 127, at);
    this.#voices.set(`${source} ${part} ${pitch}`, voice);
  }

  noteOff(source, part, pitch, delayMs = 0) {
    const name = `${source} ${part} ${pitch}`;
    const voice = this.#voices.get(name);
    if (voice) {
      this.#voices.delete(name);
      this.#release(voice, this.#context.currentTime + delayMs / 1000, voice.releaseS);
    }
  }

  /** Ends all, or all of one source. */
  allOff(source = '') {
    for (const [name, voice] of [...this.#voices]) {
      if (name.startsWith(source)) {
        this.#voices.delete(name);
        this.#release(voice, this.#context.currentTime, 0.03);
      }
    }
    if (!source) {
      this.#releasing.forEach((voice) => this.#release(voice, this.#context.currentTime, 0.03));
    }
  }

  /** Looks at what has just sounded; often enough that nothing is missed. */
  listen() {
    if (this.running) {
      this.#analyser.getFloatTimeDomainData(this.#samples);
      for (const sample of this.#samples) {
        this.#peak = Math.max(this.#peak, Math.abs(sample));
      }
    }
    return this.#peak;
  }

  #build() {
    const context = new AudioContext({latencyHint: 'interactive'});
    this.#context = context;
    this.#master = new GainNode(context, {gain: 0});
    const limiter = new DynamicsCompressorNode(context, {threshold: -14, ratio: 6, attack: 0.004, release: 0.2});
    this.#analyser = new AnalyserNode(context, {fftSize: 4096});
    this.#samples = new Float32Array(this.#analyser.fftSize);
    // what the limiter is too slow for is rounded off
    const half = new GainNode(context, {gain: 0.5});
    const round = new WaveShaperNode(context, {curve: roundedCurve(), oversample: '2x'});
    this.#master.connect(limiter).connect(half).connect(round).connect(this.#analyser).connect(context.destination);
    const room = new ConvolverNode(context, {buffer: roomResponse(context)});
    room.connect(new GainNode(context, {gain: 0.35})).connect(this.#master);
    for (const [part, pan] of [['player', -0.18], ['partner', 0.18]]) {
      const bus = new StereoPannerNode(context, {pan});
      bus.connect(this.#master);
      bus.connect(new GainNode(context, {gain: part === 'player' ? 0.25 : 0.4})).connect(room);
      this.#buses[part] = bus;
    }
    this.#applyVolume();
  }

  #applyVolume() {
    if (this.#context) {
      const gain = this.#muted ? 0 : this.#volume ** 2;
      this.#master.gain.setTargetAtTime(gain, this.#context.currentTime, 0.01);
    }
  }

  #makeRoom() {
    if (this.#voices.size >= MAX_VOICES) {
      const [name, voice] = this.#voices.entries().next().value;
      this.#voices.delete(name);
      this.#release(voice, this.#context.currentTime, 0.02);
    }
  }

  #release(voice, at, seconds) {
    voice.out.gain.cancelScheduledValues(at);
    voice.out.gain.setTargetAtTime(0, at, seconds);
    this.#releasing.add(voice);
    for (const oscillator of voice.oscillators) {
      oscillator.stop(at + seconds * 8);
    }
    voice.oscillators[0].onended = () => {
      voice.out.disconnect();
      this.#releasing.delete(voice);
    };
  }
}

function hertz(pitch) {
  return 440 * 2 ** ((pitch - 69) / 12);
}

function started(context, type, frequency, detune, at) {
  const oscillator = new OscillatorNode(context, {type, frequency, detune});
  oscillator.start(at);
  return oscillator;
}

/** Level over time: rise to the peak, then fall towards the level that is held. */
function envelope(gain, at, peak, attackS, held, decayS) {
  gain.setValueAtTime(0, at);
  gain.linearRampToValueAtTime(peak, at + attackS);
  gain.setTargetAtTime(held, at + attackS, decayS);
}

/** Two detuned carriers with a modulator each, and a short tine an octave and a fifth above. */
function struck(context, bus, pitch, force, at) {
  const frequency = hertz(pitch);
  const out = new GainNode(context);
  const body = new GainNode(context, {gain: 0});
  const low = 1.9 - pitch / 100;
  envelope(body.gain, at, 0.2 * (0.25 + 0.75 * force), 0.003, 0, Math.max(0.35, low));
  const oscillators = [];
  for (const [detune, ratio] of [[-3, 1], [3, 2]]) {
    const carrier = started(context, 'sine', frequency, detune, at);
    const modulator = started(context, 'sine', frequency * ratio, 0, at);
    const depth = new GainNode(context, {gain: 0});
    const index = frequency * (0.4 + 2.2 * force) / ratio;
    envelope(depth.gain, at, index, 0.001, index * 0.12, 0.22);
    modulator.connect(depth).connect(carrier.frequency);
    carrier.connect(body);
    oscillators.push(carrier, modulator);
  }
  const tine = started(context, 'sine', Math.min(frequency * 6, 12000), 0, at);
  const strike = new GainNode(context, {gain: 0});
  envelope(strike.gain, at, 0.06 * force * force, 0.001, 0, 0.05);
  tine.connect(strike).connect(out);
  oscillators.push(tine);
  body.connect(out).connect(bus);
  return {out, oscillators, releaseS: 0.09};
}

/** Three waves a little apart through a filter that opens with the force of the note. */
function breathed(context, bus, pitch, force, at) {
  const frequency = hertz(pitch);
  const highest = 0.45 * context.sampleRate;
  const out = new GainNode(context);
  const body = new GainNode(context, {gain: 0});
  const level = 0.15 * (0.3 + 0.7 * force);
  envelope(body.gain, at, level, 0.018, level * 0.6, 0.35);
  const filter = new BiquadFilterNode(context, {type: 'lowpass', Q: 0.9});
  const open = Math.min(Math.max(9000, frequency), frequency * (2.5 + 5 * force));
  filter.frequency.setValueAtTime(frequency, at);
  filter.frequency.linearRampToValueAtTime(open, at + 0.03);
  filter.frequency.setTargetAtTime(Math.min(frequency * 2, highest), at + 0.03, 0.4);
  const oscillators = [];
  for (const [type, detune, gain, ratio] of [
    ['triangle', -6, 1, 1], ['triangle', 6, 1, 1], ['sawtooth', 0, 0.22, 1], ['sine', 0, 0.4, 2],
  ]) {
    const wave = started(context, type, Math.min(frequency * ratio, highest), detune, at);
    wave.connect(new GainNode(context, {gain})).connect(filter);
    oscillators.push(wave);
  }
  filter.connect(body).connect(out).connect(bus);
  return {out, oscillators, releaseS: 0.12};
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
