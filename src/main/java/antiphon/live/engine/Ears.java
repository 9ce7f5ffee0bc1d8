package antiphon.live.engine;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.LowKeys;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.TriggerKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.NoteLedger;
import java.util.Arrays;

/**
 * Tells what a message of the player's is: music, at which pitch, a chord to keep to, or nothing
 * that is heard. A key that is let go is what it was when it was struck, whatever has been turned
 * meanwhile. Belongs to the mind's thread.
 */
final class Ears {
  /** What a message is. */
  enum Heard {
    MUSIC,
    CHORD,
    NOTHING
  }

  private static final int UP = -1;
  private static final int UNHEARD = -2;
  private static final int CHORD = 256; // and the pitch

  private final int channels;
  private final int[] held = new int[NoteLedger.CHANNELS * NoteLedger.PITCHES];
  private final int[] keysOf = new int[NoteLedger.PITCHES]; // keys that hold a pitch as music
  private boolean chordEnded;
  private int pedalsDown; // channels whose pedal was heard, as bits
  private int transposition;
  private int chordChannel;
  private int split;
  private LowKeys lowKeys = LowKeys.PLAYER;
  private TriggerKeys triggers = TriggerKeys.NONE;
  private int message;

  Ears(LiveSettings settings) {
    channels = settings.playerChannels();
    Arrays.fill(held, UP);
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case TRANSPOSE_IN -> transposition = (int) value;
      case CHORD_CHANNEL -> chordChannel = (int) value;
      case KEYBOARD_SPLIT -> split = (int) value;
      case LOW_KEYS -> lowKeys = LowKeys.of(value);
      default -> {
        // not of what is heard
      }
    }
  }

  @RealTimeSafe
  void setTriggers(TriggerKeys keys) {
    triggers = keys;
  }

  /**
   * Hears a message; {@link #message} is what was heard then.
   *
   * @param raw one of those that {@link Hearing#matters}
   */
  @RealTimeSafe
  Heard hear(int raw) {
    message = raw;
    chordEnded = false;
    int channel = MidiMessages.channel(raw);
    if (MidiMessages.isNoteOn(raw) || MidiMessages.isNoteOff(raw)) {
      return note(raw, channel, MidiMessages.data1(raw));
    }
    boolean music = isPlayers(channel) || (pedalsDown >> channel & 1) != 0;
    if (MidiMessages.endsAllNotes(MidiMessages.data1(raw))) {
      for (int pitch = 0; pitch < NoteLedger.PITCHES; pitch++) {
        int was = letGo(channel * NoteLedger.PITCHES + pitch);
        music |= was >= 0 && was < CHORD;
        chordEnded |= was >= CHORD;
      }
      pedalsDown &= ~(1 << channel);
    } else if (MidiMessages.data2(raw) < MidiMessages.PEDAL_DOWN) {
      pedalsDown &= ~(1 << channel);
    } else if (isPlayers(channel)) {
      pedalsDown |= 1 << channel;
    }
    return music ? Heard.MUSIC : Heard.NOTHING;
  }

  private Heard note(int raw, int channel, int pitch) {
    int key = channel * NoteLedger.PITCHES + pitch;
    boolean on = MidiMessages.isNoteOn(raw);
    int was = letGo(key);
    // a key that is struck twice is let go once
    int is = on && was < 0 ? strike(channel, pitch) : was;
    if (is == UP || is == UNHEARD) {
      held[key] = on ? is : UP;
      return Heard.NOTHING;
    }
    if (on) {
      held[key] = is;
      keysOf[is & 127] += is < CHORD ? 1 : 0;
    } else if (is < CHORD && keysOf[is] > 0) {
      return Heard.NOTHING; // another key holds the pitch
    }
    message =
        on
            ? MidiMessages.noteOn(channel, is & 127, MidiMessages.data2(raw))
            : MidiMessages.noteOff(channel, is & 127);
    return is >= CHORD ? Heard.CHORD : Heard.MUSIC;
  }

  /** A key is down no more; what it was. */
  private int letGo(int key) {
    int was = held[key];
    held[key] = UP;
    if (was >= 0 && was < CHORD) {
      keysOf[was]--;
    }
    return was;
  }

  private int strike(int channel, int pitch) {
    int heard = pitch + transposition;
    if (triggers.contains(channel, pitch) || heard < 0 || heard > 127) {
      return UNHEARD;
    }
    if (channel == chordChannel - 1) {
      return CHORD + heard;
    }
    if (!isPlayers(channel)) {
      return UNHEARD;
    }
    if (pitch >= split || lowKeys == LowKeys.PLAYER) {
      return heard;
    }
    return lowKeys == LowKeys.CHORDS ? CHORD + heard : UNHEARD;
  }

  private boolean isPlayers(int channel) {
    return (channels >> channel & 1) != 0 && channel != chordChannel - 1;
  }

  /** Whether the last message has also ended keys of a chord, all of them. */
  @RealTimeSafe
  boolean chordEnded() {
    return chordEnded;
  }

  /** All keys and pedals are up, or it is not known any more that they are down. */
  @RealTimeSafe
  void letGo() {
    Arrays.fill(held, UP);
    Arrays.fill(keysOf, 0);
    pedalsDown = 0;
  }

  /** The last message as it is heard. */
  @RealTimeSafe
  int message() {
    return message;
  }
}
